package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.event.RateLowered;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private static final String WIPE = "\r\u001b[K";

  @Test
  void showsHowFarAndHowLong() {
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 80))
        .isEqualTo("[##########....................] 10,000 of 30,000  2,500/s  8 s left");
    assertThat(ProgressBar.line(0, 30_000, 30_000, 4, 80)).contains("[" + "#".repeat(30) + "]");
    assertThat(ProgressBar.line(0, 1, 30_000, 1, 80)).endsWith("1/s  8 h left");
    assertThat(ProgressBar.line(0, 100, 30_100, 10, 80)).endsWith("10/s  50:00 min left");
  }

  /// What an earlier program did says nothing about the speed of this one.
  @Test
  void countsTheStepsOfThisProgramAlone() {
    assertThat(ProgressBar.line(9_000, 10_000, 30_000, 4, 80))
        .isEqualTo("[##########....................] 10,000 of 30,000  250/s  80 s left");
  }

  @Test
  void measuresFromTheFirstStepItSees() throws InterruptedException {
    StringWriter terminal = new StringWriter();
    ProgressBar bar = new ProgressBar(new TerminalWriter(terminal, true));
    bar.step(20_001, 30_000);
    Thread.sleep(150);
    bar.step(20_002, 30_000);
    // Two steps in more than 0.15 seconds: 13 a second or fewer, not 20,002.
    assertThat(terminal.toString())
        .matches("(?s)\\[#{20}\\.{10}\\] 20,002 of 30,000  \\d{1,2}/s .*");
  }

  @Test
  void makesRoomForWhatIsPrinted() {
    StringWriter terminal = new StringWriter();
    TerminalWriter writer = new TerminalWriter(terminal, true);
    ProgressBar bar = new ProgressBar(writer);
    bar.on(new RateLowered(1, 0.1));
    assertThat(terminal).hasToString("");
    writer.show("progress");
    bar.on(new RateLowered(1, 0.1));
    assertThat(terminal).hasToString("progress" + WIPE);
  }

  @Test
  void fitsTheTerminal() {
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 200))
        .isEqualTo("[##########....................] 10,000 of 30,000  2,500/s  8 s left");
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 46))
        .isEqualTo("[##.....] 10,000 of 30,000  2,500/s  8 s left")
        .hasSizeLessThan(46);
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 40))
        .isEqualTo("10,000 of 30,000  2,500/s  8 s left");
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 30)).isEqualTo("10,000 of 30,000  8 s left");
    assertThat(ProgressBar.line(0, 10_000, 30_000, 4, 20)).isEqualTo("10,000 of 30,000");
    for (int columns : new int[] {5, 20, 37, 38, 46, 60, 79, 80}) {
      assertThat(ProgressBar.line(0, 1_234_567, 30_000_000, 400, columns)).hasSizeLessThan(columns);
    }
  }
}
