package dev.kern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.loss.Loss;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.draw.Series;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final Failed FAILED = new Failed(30, "conv1", "the loss is NaN");
  private static final Finished FINISHED =
      new Finished("run", 40, 2, 20, Optional.empty(), Optional.empty());

  private static Progress progress(long step, double loss) {
    return new Progress(step, loss, 0.5, 0.05, 1, 10);
  }

  private static Evaluated valid(long step, double accuracy) {
    return new Evaluated(step, "valid", accuracy, 1, 20);
  }

  private static History history(Event... events) {
    return new History(List.of(events));
  }

  @Test
  void takesTheLaterOfTwoReportsOnAStep() {
    History history =
        history(
            progress(0, 3), progress(10, 2), progress(20, 9), progress(10, 1.5), progress(20, 1));
    assertThat(history.reports()).extracting(Progress::loss).containsExactly(3.0, 1.5, 1.0);
  }

  @Test
  void keepsThePartsOfTheDataApart() {
    History history =
        history(valid(0, 0.1), new Evaluated(40, "test", 0.8, 0.5, 20), valid(40, 0.9));
    assertThat(history.scores("valid")).extracting(Evaluated::accuracy).containsExactly(0.1, 0.9);
    assertThat(history.lastScore("test")).map(Evaluated::accuracy).contains(0.8);
    assertThat(history.lastScore("train")).isEmpty();
    assertThat(history.accuracies().series())
        .extracting(Series::name)
        .containsExactly("validation", "test");
    assertThat(history.losses(Loss.crossEntropy()).series().getFirst().points())
        .containsExactly(new Point(0, 1), new Point(40, 1));
  }

  @Test
  void forgetsAFailureThatTheRunGotOver() {
    assertThat(history(FAILED).failed()).contains(FAILED);
    assertThat(history(FAILED).finished()).isEmpty();
    assertThat(history(FAILED, FINISHED).failed()).isEmpty();
    assertThat(history(FAILED, FINISHED).finished()).contains(FINISHED);
  }
}
