package dev.kern.data.image;

/// What is odd about an image file that can be read all the same.
///
/// @param kind what is odd
/// @param how the details, such as `no end marker`
public record ImageRemark(Kind kind, String how) {
  /// What is odd about a file.
  public enum Kind {
    /// Its end isn't as it should be, though no pixel depends on that.
    END("ends oddly"),

    /// It has 16 bits per value, of which it uses at most 12, so that it is nearly black.
    DARK("is nearly black");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /// Such as `ends oddly: no end marker`, to follow the name of the file.
  @Override
  public String toString() {
    return kind.words + ": " + how;
  }
}
