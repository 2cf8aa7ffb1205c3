package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TablesTest {
  @Test
  void haveAColumnPerPeer() {
    Finding both =
        new Finding(
            "training strided 16",
            2,
            200,
            2_500,
            20e6,
            Map.of("PyTorch", new Finding.Beside(1_000, 2.5, 2.4, 2.6)));
    Finding kernAlone = new Finding("product 1024 1", 1, 100, 40, 1.074e9, Map.of());
    assertThat(Tables.of(List.of(both, kernAlone)))
        .isEqualTo(
            """
            | job                 | threads | Kern, steps/s | of peak | PyTorch, Kern × |
            |---------------------|--------:|--------------:|--------:|----------------:|
            | training strided 16 |       2 |         2,500 |    50 % |  1,000, **2.5** |
            | product 1024 1      |       1 |          40.0 |    86 % |                 |
            """);
  }
}
