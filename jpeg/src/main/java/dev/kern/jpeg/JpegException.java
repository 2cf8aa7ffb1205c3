package dev.kern.jpeg;

import java.io.Serial;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Thrown if a JPEG file can't be read; says where and why.
///
/// The message is the reason, phrased to follow the name of the file.
public final class JpegException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /// What kind of failure it is.
  public enum Kind {
    /// The file is damaged at a byte, or contains something invalid in an 8-bit JPEG file.
    DAMAGED,
    /// The file has fewer bytes than its image needs.
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
        "unsupported JPEG compression: " + how,
        null,
        "baseline or progressive JPEG with Huffman codes");
  }

  static JpegException tooShort(long bytes, Frame frame) {
    return new JpegException(
        Kind.TOO_SHORT,
        -1,
        "the file is too short for the size of its image",
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

  /// A count with thousands separators: `125,613`.
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// What kind of failure it is.
  public Kind kind() {
    return kind;
  }

  /// The offset of the damage in the file, from 0; empty unless the file is damaged.
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /// What was given instead of [#expected]; empty if the reason is enough.
  public Optional<String> given() {
    return Optional.ofNullable(given);
  }

  /// What was expected; empty if the reason is enough.
  public Optional<String> expected() {
    return Optional.ofNullable(expected);
  }
}
