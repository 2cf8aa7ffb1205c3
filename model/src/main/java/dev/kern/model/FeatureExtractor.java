package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.data.file.Allocation;
import dev.kern.layer.Layer;
import dev.kern.run.Session;
import java.util.List;
import java.util.function.IntConsumer;

/// What the first layers of a network make of many images, as many at a time as memory allows; the
/// results have the same bits for any number.
public final class FeatureExtractor implements AutoCloseable {
  private final Session session;
  private final Chunk chunk;

  private FeatureExtractor(Session session, Chunk chunk) {
    this.session = session;
    this.chunk = chunk;
  }

  /// The features that layers compute with a session's variables; close it when done.
  ///
  /// Fails with [dev.kern.run.InsufficientMemoryException] if the Java heap has no room for a
  /// single image.
  ///
  /// @param model says what the images are
  /// @param layers the first layers of its network
  public static FeatureExtractor within(Session session, Model model, List<Layer> layers) {
    Chunk chunk = Chunk.of(model, (scope, images) -> scope.addAll(layers, images), session, false);
    return new FeatureExtractor(session, chunk);
  }

  /// How many numbers there are of each image.
  public int size() {
    return chunk.logits().shape().size() / chunk.size();
  }

  /// The features of the images of a split, one after the other.
  ///
  /// Fails with `DataException` if the Java heap has no room for them.
  public float[] of(Split split) {
    return of(split, _ -> {});
  }

  /// The same.
  ///
  /// Fails as [#of(Split)] does, and if `progress` fails.
  ///
  /// @param progress is told how many images are done, several times
  public float[] of(Split split, IntConsumer progress) {
    int size = size();
    float[] all = Allocation.floats("features of images", (long) split.count() * size);
    float[] pixels = new float[chunk.images().shape().size()];
    float[] some = new float[chunk.logits().shape().size()];
    int[] labels = new int[chunk.size()];
    chunk.plan().warm();
    for (int from = 0; from < split.count(); from += chunk.size()) {
      // The last chunk ends in images of the one before, whose features are not taken.
      int count = Math.min(chunk.size(), split.count() - from);
      split.copy(from, count, pixels, 0, labels, 0);
      chunk.plan().feed(chunk.images(), pixels, 0);
      chunk.plan().run();
      chunk.plan().fetch(chunk.logits(), some, 0);
      System.arraycopy(some, 0, all, from * size, count * size);
      progress.accept(from + count);
    }
    return all;
  }

  /// Gives the memory back.
  @Override
  public void close() {
    session.release(chunk.plan());
  }
}
