package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.RecordMapper;
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
            Map.of("PyTorch", new Finding.Beside(1_000, 2.5, 2.4, 2.6)),
            Map.of());
    Finding kernAlone = new Finding("product 1024 1", 1, 100, 40, 1.074e9, Map.of(), Map.of());
    assertThat(Tables.of(List.of(both, kernAlone)))
        .isEqualTo(
            """
            | job                 | threads | Kern, steps/s | of peak | PyTorch, Kern × |
            |---------------------|--------:|--------------:|--------:|----------------:|
            | training strided 16 |       2 |         2,500 |    50 % |  1,000, **2.5** |
            | product 1024 1      |       1 |          40.0 |    86 % |                 |
            """);
  }

  @Test
  void haveAColumnForMemoryWhereItWasMeasured() {
    Finding training = new Finding("training lenet 16", 1, 200, 1_000, 2e7, Map.of(), Map.of());
    Finding measured = training.with(Map.of("Kern", 1_234L));
    assertThat(Tables.of(List.of(training, measured)))
        .isEqualTo(
            """
            | job               | threads | Kern, steps/s | of peak | Kern, MB |
            |-------------------|--------:|--------------:|--------:|---------:|
            | training lenet 16 |       1 |         1,000 |    20 % |          |
            | training lenet 16 |       1 |         1,000 |    20 % |    1,234 |
            """);
  }

  @Test
  void areMadeOfTheLinesThatWereKept() {
    Finding finding =
        new Finding(
            "training lenet 16",
            1,
            200,
            1_000,
            2e7,
            Map.of("PyTorch", new Finding.Beside(1, 2, 3, 4)),
            Map.of("Kern", 1_234L));
    String line = RecordMapper.PLAIN.line(finding);
    assertThat(RecordMapper.PLAIN.parse("a file", line, Finding.class)).isEqualTo(finding);
  }
}
