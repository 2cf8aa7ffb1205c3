package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs that are interrupted and resumed.
final class Resumed {
  private Resumed() {}

  /// Interrupts a run after so many of its steps.
  private record Hand(Run run, long at) implements Listener {
    @Override
    public void on(Event event) {}

    @Override
    public void step(long done, long steps) {
      if (done == at) {
        run.interrupt();
      }
    }
  }

  /// Trains for 17 steps, then on from what the run's folder holds; fails unless that gives the
  /// bits of a run in one piece.
  static void expectSameBits(Path folder, Training training) throws IOException {
    Path whole = folder.resolve("whole");
    try (Run run = training.out(whole).start(Bars.data(120))) {
      run.fit();
    }
    Path parts = folder.resolve("parts");
    try (Run run = training.out(parts).start(Bars.data(120))) {
      assertThatThrownBy(() -> run.fit(new Hand(run, 17)))
          .isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(parts, Bars.data(120))) {
      run.fit();
    }
    assertThat(parts.resolve("model.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("model.safetensors")));
  }
}
