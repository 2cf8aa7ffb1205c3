package dev.kern.bench;

import dev.kern.graph.Shape;
import dev.kern.measure.ConvolutionCase;
import dev.kern.measure.TimedPlan;
import dev.kern.onnx.OnnxImport;
import dev.kern.run.Engine;
import dev.kern.run.PeakMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Kern itself.
final class KernFramework implements Framework, AutoCloseable {
  private static final int PEAK_WINDOWS = 20;

  private final Engine engine = Engine.VECTOR.running();
  private final int threads;
  private final PeakMeter yardstick;

  KernFramework(int threads) {
    this.threads = threads;
    yardstick = PeakMeter.open(threads);
  }

  /// Serves Kern.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, KernFramework::new);
  }

  @Override
  public String title() {
    return "Kern, " + engine.describe();
  }

  @Override
  public Optional<Step> prepare(Job job) {
    return Optional.of(new Timed(testCase(job)));
  }

  @Override
  public Optional<float[]> results(Job job) {
    return switch (job.kind()) {
      case INFERENCE -> {
        Subject subject = job.network();
        try (TimedPlan work =
            TimedPlan.inference(subject.network(), subject.shape(), CHECKED, engine, threads)) {
          work.run();
          yield Optional.of(work.result());
        }
      }
      case TRAINING -> {
        Subject subject = job.network().withoutDropout();
        try (TimedPlan work =
            TimedPlan.training(
                subject.network(), subject.shape(), CHECKED, CHECKED_RATE, engine, threads)) {
          float[] losses = new float[CHECKED_STEPS];
          for (int i = 0; i < losses.length; i++) {
            work.run();
            losses[i] = work.result()[0];
          }
          yield Optional.of(losses);
        }
      }
      case MODEL, CONVOLUTION, PRODUCT -> Optional.empty();
    };
  }

  @Override
  public double peak() {
    double best = 0;
    for (int window = 0; window < PEAK_WINDOWS; window++) {
      best = Math.max(best, yardstick.gigaflops());
    }
    return best;
  }

  private TimedPlan testCase(Job job) {
    return switch (job.kind()) {
      case TRAINING -> {
        Subject subject = job.network();
        yield TimedPlan.training(subject.network(), subject.shape(), job.batch(), engine, threads);
      }
      case INFERENCE -> {
        Subject subject = job.network();
        yield TimedPlan.inference(subject.network(), subject.shape(), job.batch(), engine, threads);
      }
      case MODEL ->
          TimedPlan.inference(
              OnnxImport.read(Path.of(job.subject())), job.batch(), engine, threads);
      case CONVOLUTION -> {
        Shape images = Shape.of(job.batch(), job.side(), job.side(), job.channels());
        yield ConvolutionCase.square(images, 3).of(engine, threads);
      }
      case PRODUCT -> TimedPlan.product(job.extent(), engine, threads);
    };
  }

  /// Ends the threads that measure the peak.
  @Override
  public void close() {
    yardstick.close();
  }

  private record Timed(TimedPlan work) implements Step {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public double multiplyAdds() {
      return work.multiplyAdds();
    }

    @Override
    public void close() {
      work.close();
    }
  }
}
