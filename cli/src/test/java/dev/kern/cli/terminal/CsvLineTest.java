package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvLineTest {
  @Test
  void quotesWhatWouldEndACell() {
    assertThat(CsvLine.of(List.of("a/1.png", "1,5", "say \"x\"", "two\nlines", "")))
        .isEqualTo("a/1.png,\"1,5\",\"say \"\"x\"\"\",\"two\nlines\",\n");
  }
}
