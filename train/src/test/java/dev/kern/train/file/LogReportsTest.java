package dev.kern.train.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Resumed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogReportsTest {
  @TempDir Path folder;

  private static void report(EventLog log, long step, double loss) {
    log.write(new Progress(step, loss, 0.5, 0.05, step, 800));
    log.write(new Evaluated(step, "valid", 1 / loss, 2 * loss, 100));
    log.write(new Evaluated(step, "test", 0, 0, 100));
  }

  /// What a resumed run does over counts once, as it was the second time.
  @Test
  void findsTheReportOnAStep() {
    Path file = folder.resolve("events.jsonl");
    try (EventLog log = EventLog.append(file)) {
      report(log, 0, 9);
      report(log, 10, 8);
      report(log, 20, 7);
      log.write(new Resumed(15, List.of()));
      report(log, 20, 6);
      report(log, 30, 5);
    }
    LogReports reports = LogReports.of(file);
    assertThat(reports.steps()).containsExactly(0, 10, 20, 30);
    assertThat(reports.progress(20)).get().extracting(Progress::loss).isEqualTo(6.0);
    assertThat(reports.validation(20)).get().extracting(Evaluated::loss).isEqualTo(12.0);
    assertThat(reports.validation(30)).get().extracting(Evaluated::split).isEqualTo("valid");
    assertThat(reports.progress(15)).isEmpty();
    assertThat(reports.validation(40)).isEmpty();
  }

  @Test
  void aRunWithoutALogReportsNothing() {
    LogReports reports = LogReports.of(folder.resolve("none"));
    assertThat(reports.steps()).isEmpty();
    assertThat(reports.progress(0)).isEmpty();
  }
}
