package dev.kern.watch;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.optimize.Optimizer;
import dev.kern.testing.AllocatedBytes;
import dev.kern.train.DivergedException;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page is told of a run.
@SuppressWarnings("NullAway") // what a view lacks fails the tests
final class LiveRunTest {
  @TempDir Path folder;

  /// Acts after some steps.
  private static Listener after(long step, Runnable action) {
    return new Listener() {
      @Override
      public void on(Event event) {}

      @Override
      public void step(long done, long steps) {
        if (done == step) {
          action.run();
        }
      }
    };
  }

  private static List<String> states(List<RunView.News> news) {
    return news.stream()
        .filter(RunView.Changed.class::isInstance)
        .map(one -> ((RunView.Changed) one).state().name())
        .toList();
  }

  @Test
  void learnsTheSameBitsWithAndWithout() {
    Run plain = Bars.training(300).start(Bars.DATA);
    Run watched = Bars.training(300).start(Bars.DATA);
    try (plain;
        watched;
        LiveRun live = new LiveRun(watched, _ -> {})) {
      plain.fit();
      watched.fit(live, after(200, () -> live.news()));
      assertThat(watched.trained()).isEqualTo(plain.trained());
    }
  }

  @Test
  void aStepAllocatesNothing() {
    try (Run run = Bars.training(100).start(Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      long[] step = {0};
      // What it does now and then allocates; a second has more steps than this.
      assertThat(
              AllocatedBytes.eachTime(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      live.measured(step[0]++, 1, 5, 0.1);
                      live.step(step[0], 1_000_000);
                    }
                  }))
          .isZero();
    }
  }

  @Test
  void showsAllThatARunHas() {
    try (Run run = Bars.training(100).start(Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      RunView before = live.view();
      assertThat(before.state()).isEqualTo(RunView.State.PREPARING);
      assertThat(before.parts()).isEmpty();
      assertThat(before.facts()).containsEntry("valid", "60").containsEntry("batch", "10");
      run.fit(live);
      live.news();
      RunView after = live.view();
      assertThat(after.state()).isEqualTo(RunView.State.FINISHED);
      assertThat(after.done()).isEqualTo(100);
      assertThat(after.curve().orElseThrow().rows()).hasSize(100);
      assertThat(after.scores()).containsKeys("valid", "test");
      assertThat(after.scores().get("valid").rows()).hasSize(11);
      assertThat(after.best()).isPresent();
      assertThat(after.parts()).containsOnlyKeys("matrix", "mistakes", "filters");
      RunView.Matrix matrix = (RunView.Matrix) after.parts().get("matrix");
      assertThat(matrix.names()).containsExactly("lying", "standing", "leaning");
      assertThat(matrix.counts().stream().flatMap(List::stream).mapToInt(n -> n).sum())
          .as("the test images come last")
          .isEqualTo(30);
      RunView.Filters filters = (RunView.Filters) after.parts().get("filters");
      assertThat(filters.images()).hasSize(4).allMatch(i -> i.startsWith("data:image/png;base64,"));
    }
  }

  @Test
  void mistakesHaveTheirImages() {
    try (Run run = Bars.training(10).start(Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      List<RunView.News> news = new ArrayList<>();
      run.fit(live, after(2, () -> news.addAll(live.news())));
      RunView.Mistakes mistakes =
          (RunView.Mistakes)
              news.stream()
                  .filter(
                      one -> one instanceof RunView.Shown part && part.part().equals("mistakes"))
                  .map(one -> ((RunView.Shown) one).value())
                  .findFirst()
                  .orElseThrow();
      assertThat(mistakes.wrong()).isBetween(1, 60);
      assertThat(mistakes.worst()).hasSizeBetween(1, 20);
      assertThat(mistakes.worst())
          .allMatch(card -> card.image().startsWith("data:image/png;base64,"))
          .noneMatch(card -> card.label().equals(card.predicted()));
    }
  }

  @Test
  void valuesHaveNoAccuracyAndNoClasses() {
    float[][] targets = new float[120][1];
    for (int i = 0; i < 120; i++) {
      targets[i][0] = i % 3;
    }
    Dataset data =
        Dataset.ofValues(List.of("slope"), new ImageShape(8, 8, 1), Bars.pixels(120, 1), targets);
    Network network = Network.of(flatten(), dense(1)).named("slope");
    Training training =
        Training.of(network).loss(Loss.meanSquaredError()).batch(10).steps(20).reportEvery(5);
    try (Run run = training.start(data);
        LiveRun live = new LiveRun(run, _ -> {})) {
      run.fit(live);
      RunView view = live.view();
      assertThat(view.facts()).containsEntry("classes", "no").containsEntry("filters", "no");
      assertThat(view.parts()).isEmpty();
      assertThat(view.best()).isEmpty();
      assertThat(view.curve().orElseThrow().rows()).allMatch(row -> row.get(4) == null);
    }
  }

  @Test
  void scoresASampleBetweenEvaluationsNowAndThen() {
    try (Run run = Bars.training(1_000_000_000).start(Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      long end = System.nanoTime() + 5_000_000_000L;
      assertThatThrownBy(
              () ->
                  run.fit(
                      live,
                      new Listener() {
                        @Override
                        public void on(Event event) {}

                        @Override
                        public void step(long done, long steps) {
                          if (System.nanoTime() - end > 0) {
                            live.interrupt();
                          }
                        }
                      }))
          .isInstanceOf(InterruptedRunException.class);
      RunView view = live.view();
      assertThat(view.scores().get("valid").rows()).as("the first report alone").hasSize(1);
      assertThat(view.scores().get("quick").images()).isEqualTo(60);
      assertThat(view.scores().get("quick").rows()).hasSizeBetween(1, 5);
      assertThat(view.remaining().orElseThrow()).isPositive();
    }
  }

  @Test
  void pausesAndGoesOn() throws InterruptedException {
    Run run = Bars.training(200).out(folder.resolve("run")).start(Bars.DATA);
    LiveRun live = new LiveRun(run, _ -> {});
    try (run;
        live) {
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (live.view().state() != RunView.State.PAUSED) {
                      Thread.onSpinWait();
                    }
                    double seconds = live.view().seconds();
                    assertThat(live.view().seconds()).isEqualTo(seconds);
                    live.unpause();
                  });
      run.fit(live, after(100, live::pause));
      other.join();
    }
    assertThat(states(live.news()))
        .containsExactly("RUNNING", "PAUSING", "PAUSED", "RUNNING", "FINISHED");
  }

  @Test
  void stopsWithACheckpointOrWell() {
    BiConsumer<String, LiveRun> stop =
        (how, live) -> {
          if (how.equals("finish")) {
            live.finish();
          } else {
            live.interrupt();
          }
        };
    for (String how : List.of("interrupt", "finish")) {
      Path place = folder.resolve(how);
      Run run = Bars.training(200).out(place).start(Bars.DATA);
      LiveRun live = new LiveRun(run, _ -> {});
      try (run;
          live) {
        Listener stopping = after(55, () -> stop.accept(how, live));
        if (how.equals("finish")) {
          assertThat(run.fit(live, stopping).steps()).isEqualTo(55);
          assertThat(place.resolve("model.safetensors")).exists();
        } else {
          assertThatThrownBy(() -> run.fit(live, stopping))
              .isInstanceOf(InterruptedRunException.class);
        }
      }
      RunView view = live.view();
      assertThat(view.state().name()).isEqualTo(how.equals("finish") ? "FINISHED" : "INTERRUPTED");
      assertThat(view.note().orElseThrow())
          .contains(how.equals("finish") ? "asked to on the live page" : "kern train --resume ");
    }
    try (Run run = Run.resume(folder.resolve("interrupt"), Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      assertThat(live.view().curve().orElseThrow().rows()).as("what the log knows").hasSize(3);
      assertThat(run.fit(live).steps()).isEqualTo(200);
      RunView view = live.view();
      assertThat(view.curve().orElseThrow().rows()).hasSize(3 + 145);
      assertThat(view.scores().get("valid").rows()).hasSize(11);
    }
  }

  @Test
  void tellsWhyARunFailed() {
    try (Run run = Bars.training(100).optimizer(Optimizer.sgd(1e30)).start(Bars.DATA);
        LiveRun live = new LiveRun(run, _ -> {})) {
      assertThatThrownBy(() -> run.fit(live)).isInstanceOf(DivergedException.class);
      assertThat(live.view().state()).isEqualTo(RunView.State.FAILED);
      assertThat(live.view().note().orElseThrow()).contains("step");
    }
  }
}
