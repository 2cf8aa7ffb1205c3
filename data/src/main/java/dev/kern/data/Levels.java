package dev.kern.data;

import dev.kern.data.file.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// What stands for black and white where pixels are integers, but not bytes from 0 to 255.
///
/// @param black the integer that becomes 0
/// @param white the one that becomes 255; larger
public record Levels(long black, long white) {
  /// Bytes that are 0 and 1 alone.
  public static final Levels BINARY = new Levels(0, 1);

  /// Bytes.
  public static final Levels BYTES = new Levels(0, 255);

  private static final int BYTE = 255;

  /// Checks that white is above black.
  public Levels {
    if (white <= black) {
      throw new IllegalArgumentException(
          "white is above black, given black %d, white %d".formatted(black, white));
    }
  }

  /// The levels for integers in that range: 0 and the next `2^n - 1`, from 255 on; where some are
  /// negative, `-2^n` and `2^n - 1`. Empty if they are bytes.
  public static Optional<Levels> of(PixelRange range) {
    double most = Math.max(range.greatest(), -1.0 - range.least());
    long white = range.least() < 0 ? 1 : BYTE;
    while (white < most && white != Long.MAX_VALUE) {
      white = 2 * white + 1;
    }
    Levels levels = new Levels(range.least() < 0 ? -white - 1 : 0, white);
    return Optional.of(levels).filter(found -> found.black < 0 || found.white > BYTE);
  }

  /// Makes bytes of 0 and 1 such of 0 and 255.
  public static void spread(MemorySegment bytes) {
    for (long i = 0; i < bytes.byteSize(); i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) -bytes.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  /// The value from 0 to 255 of an integer.
  double value(double raw) {
    return (raw - black) * BYTE / ((double) white - black);
  }

  /// `0 to 4,095`.
  @Override
  public String toString() {
    return Problem.count(black) + " to " + Problem.count(white);
  }
}
