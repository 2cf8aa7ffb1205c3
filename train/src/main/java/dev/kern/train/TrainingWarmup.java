package dev.kern.train;

import dev.kern.data.ImageShape;
import dev.kern.model.Evaluator;
import dev.kern.model.Model;
import dev.kern.run.Heap;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.train.state.SteadySpeed;
import java.util.List;
import java.util.stream.IntStream;

/// Runs training steps on blank images in a background thread while the real images are being read,
/// so that the just-in-time compiler has optimised the kernels by then. It ends when the steps get
/// no faster, or the images are there.
///
/// ```java
/// try (TrainingWarmup warmup = training.warmUp(new ImageShape(28, 28, 1), 10)) {
///   data = Datasets.open(path);
/// }
/// training.start(data).fit();
/// ```
///
/// It doesn't affect the training; without a warm-up, or with one for other images, training starts
/// up later and computes the same.
public final class TrainingWarmup implements AutoCloseable {
  /// It takes at most one of so many parts of the heap: the training itself must find room beside
  /// it.
  private static final int SHARE = 16;

  private final Thread thread;
  private volatile boolean over;

  private TrainingWarmup(Training training, ImageShape image, int classes) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("kern-warm-up")
            .unstarted(() -> play(training, image, classes));
  }

  /// Begins; see [Training#warmUp].
  static TrainingWarmup of(Training training, ImageShape image, int classes) {
    TrainingWarmup warmup = new TrainingWarmup(training, image, classes);
    warmup.thread.start();
    return warmup;
  }

  /// Its thread.
  Thread thread() {
    return thread;
  }

  private void play(Training training, ImageShape image, int classes) {
    try {
      List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
      Model model = new Model(training.network(), image, names);
      Training group = training.group(); // the loops of a step are those of a group
      TrainingGraph graph = TrainingGraph.of(model, group, training.schedule().over(0.1, 1));
      long share = Heap.limit() / SHARE;
      if (Float.BYTES * graph.graph().variables().stream().mapToLong(v -> v.shape().size()).sum()
          > share) {
        return;
      }
      try (Session session = Session.open(Variables.of(graph.graph()), training.engine(), 1)) {
        Plan step = session.planWithin(share, 1, graph.fetches());
        // Validation has loops of its own.
        try (Evaluator _ = Evaluator.within(session, model, training.dropoutAtEvaluation())) {
          step.warm();
        }
        SteadySpeed speed = new SteadySpeed(System.nanoTime());
        boolean improves = true;
        while (!over && improves) {
          step.run();
          improves = speed.improves(System.nanoTime());
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // Without it the training starts later. What can't be trained at all will be told then.
      over = true;
    }
  }

  /// Ends it, after the step that it is doing.
  @Override
  public void close() {
    over = true;
  }
}
