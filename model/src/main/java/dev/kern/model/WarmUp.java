package dev.kern.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How fast a network has become by a warm-up.
///
/// @param paths what was tried, in order
public record WarmUp(List<Path> paths) {
  /// A way of asking the network.
  ///
  /// @param name `one image`, `32 images` or `a PNG file`, for instance
  /// @param calls how often it was asked; never if a network of the same layers was warm before
  /// @param millis how long that took
  /// @param micros how long a call took in the end, a median
  /// @param steady whether calls had stopped becoming faster; if not, the time was up
  public record Path(String name, int calls, long millis, double micros, boolean steady) {
    /// `one image 13.1 µs after 8,192 calls`, or `one image 13.1 µs as before`.
    @Override
    public String toString() {
      String after =
          calls == 0 ? "as before" : String.format(Locale.ROOT, "after %,d calls", calls);
      return String.format(
          Locale.ROOT,
          "%s %.1f µs %s%s",
          name,
          micros,
          after,
          steady ? "" : ", still becoming faster");
    }
  }

  /// Copies the list.
  public WarmUp {
    paths = List.copyOf(paths);
  }

  /// Whether all calls had stopped becoming faster before the time was up.
  public boolean steady() {
    return paths.stream().allMatch(Path::steady);
  }

  /// How long the warm-up took.
  public long millis() {
    return paths.stream().mapToLong(Path::millis).sum();
  }

  /// `warm after 912 ms: one image 13.1 µs after 8,192 calls, a PNG file 24.0 µs after 3,100
  /// calls`.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s after %,d ms: %s",
        steady() ? "warm" : "not yet warm",
        millis(),
        paths.stream().map(Path::toString).collect(Collectors.joining(", ")));
  }
}
