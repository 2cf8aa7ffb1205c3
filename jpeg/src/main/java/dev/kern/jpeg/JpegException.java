package dev.kern.jpeg;

import java.io.Serial;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A JPEG file that can't be read: where, and why.
///
/// The message is the reason, in words that may follow the name of the file.
public final class JpegException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /// What kind of failure it is.
  public enum Kind {
    /// The file is damaged at a byte, or holds what no JPEG file of 8 bits may hold.
    DAMAGED,
    /// The file has fewer bytes than its image takes at least.
    TOO_SHORT,
    /// The image has more pixels than the caller allows.
    TOO_LARGE,
    /// The image is compressed in a way that isn't supported.
    UNSUPPORTED
  }

  private final Kind kind;
  private final long offset;
  private final @Nullable String given;
  private final @Nullable String expected;

  private JpegException(
      Kind kind, long offset, String reason, @Nullable String given, @Nullable String expected) {
    super(reason);
    this.kind = kind;
    this.offset = offset;
    this.given = given;
    this.expected = expected;
  }

  static JpegException damaged(long offset, String reason) {
    return new JpegException(Kind.DAMAGED, offset, reason, null, null);
  }

  static JpegException unsupported(String how) {
    return new JpegException(
        Kind.UNSUPPORTED,
        -1,
        "a JPEG image that was compressed " + how,
        null,
        "baseline or progressive JPEG with Huffman codes");
  }

  static JpegException tooShort(long bytes, Frame frame) {
    return new JpegException(
        Kind.TOO_SHORT,
        -1,
        "the file is too short for its image",
        count(bytes) + " bytes",
        "at least %s for %s x %s pixels"
            .formatted(count(frame.fewestBytes()), count(frame.height()), count(frame.width())));
  }

  static JpegException tooLarge(Frame frame, long mostPixels) {
    return new JpegException(
        Kind.TOO_LARGE,
        -1,
        "the image has too many pixels",
        count(frame.height()) + " x " + count(frame.width()) + " pixels",
        "at most " + count(mostPixels));
  }

  /// A count with thousands separated: `125,613`.
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// What kind of failure it is.
  public Kind kind() {
    return kind;
  }

  /// The byte of the file where it was found, from 0; empty unless the file is damaged.
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /// What was given instead of [#expected]; empty if the reason says it all.
  public Optional<String> given() {
    return Optional.ofNullable(given);
  }

  /// What would have been right; empty if the reason says it all.
  public Optional<String> expected() {
    return Optional.ofNullable(expected);
  }
}
