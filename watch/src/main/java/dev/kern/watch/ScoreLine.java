package dev.kern.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scores of a network on the same images, over the steps. Of more than a thousand every second
/// one is dropped. For one thread at a time.
final class ScoreLine {
  private static final int MOST = 1_000;

  private final List<List<@Nullable Number>> rows = new ArrayList<>();
  private int images;

  /// Adds a score: step, loss and accuracy, NaN if there is none.
  void add(long step, double loss, double accuracy, int count) {
    images = count;
    dropFrom(step);
    if (rows.size() >= MOST) {
      for (int at = rows.size() - 2; at > 0; at -= 2) {
        rows.remove(at);
      }
    }
    rows.add(Arrays.asList(step, Numbers.orNull(loss), Numbers.orNull(accuracy)));
  }

  /// Forgets the scores from a step on, because it is done over.
  void dropFrom(long step) {
    rows.removeIf(row -> row.getFirst() instanceof Long known && known >= step);
  }

  /// What the page gets.
  ///
  /// @param images how many images were scored
  /// @param rows step, loss and accuracy of each score
  record Scores(int images, List<List<@Nullable Number>> rows) {}

  /// All scores.
  Scores all() {
    return new Scores(images, List.copyOf(rows));
  }
}
