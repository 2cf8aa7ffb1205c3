package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class LoadingLineTest {
  private static final String WIPE = "\r\u001b[K";
  private static final long MILLI = 1_000_000;

  private final StringWriter terminal = new StringWriter();
  private long now = 5;

  private LoadingLine line(boolean shows) {
    return new LoadingLine(new TerminalWriter(terminal, true), "Reading images", shows, () -> now);
  }

  @Test
  void isThereFromTheStartAndWipedAtTheEnd() {
    try (LoadingLine line = line(true)) {
      line.read(0);
      assertThat(terminal).hasToString("Reading images");
      now += 99 * MILLI;
      line.read(500);
      now += MILLI;
      line.read(12_345);
      line.read(12_346);
    }
    assertThat(terminal).hasToString("Reading images" + WIPE + "Reading images: 12,345" + WIPE);
  }

  @Test
  void saysNothingWithoutATerminal() {
    try (LoadingLine line = line(false)) {
      line.read(0);
      now += 1000 * MILLI;
      line.read(9);
    }
    assertThat(terminal.toString()).isEmpty();
  }
}
