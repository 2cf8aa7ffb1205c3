package dev.kern.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// What a stream holds: an image, or the paths of images, one per line, or each ended by a zero
/// byte as `find -print0` does.
///
/// Its first line tells: that of an image file isn't text, or is text that formats begin with.
/// Paths are passed on as they arrive.
final class PathList {
  private static final int LONGEST_PATH = 1 << 16;
  private static final int SIGNATURE_BYTES = 16;
  private static final int END = -1;
  private static final int TOO_LONG = -2;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final InputStream in;
  private final ByteArrayOutputStream path = new ByteArrayOutputStream();

  private PathList(InputStream in) {
    this.in = in;
  }

  /// Reads a stream to its end, and passes on either the image or each path.
  static void read(InputStream in, Consumer<InputStream> image, Consumer<String> paths)
      throws IOException {
    new PathList(in).read(image, paths);
  }

  private void read(Consumer<InputStream> image, Consumer<String> paths) throws IOException {
    int end = next(END);
    byte[] first = path.toByteArray();
    byte[] more = end == 0 ? in.readNBytes(SIGNATURE_BYTES) : new byte[0];
    byte[] head = joined(first, end, more);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
    if (head.length == 0 || end == TOO_LONG || !isText(first) || (end == 0 && isSignature(head))) {
      image.accept(whole);
      return;
    }
    PathList list = new PathList(whole);
    for (int last = 0; last != END; ) {
      last = list.next(end);
      String text = list.path.toString(StandardCharsets.UTF_8);
      String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      String name =
          end != 0 && plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain;
      if (!name.isBlank()) {
        paths.accept(name);
      }
    }
  }

  private static byte[] joined(byte[] first, int end, byte[] more) {
    byte[] head = Arrays.copyOf(first, first.length + (end < 0 ? 0 : 1) + more.length);
    if (end >= 0) {
      head[first.length] = (byte) end;
    }
    System.arraycopy(more, 0, head, head.length - more.length, more.length);
    return head;
  }

  /// Reads a path.
  ///
  /// @param wanted the byte that ends it, or `END` for a line's or 0
  /// @return the byte that ended it, `END` for that of the stream, or `TOO_LONG`
  private int next(int wanted) throws IOException {
    path.reset();
    while (path.size() < LONGEST_PATH) {
      int value = in.read();
      if (value < 0 || value == wanted || (wanted == END && (value == '\n' || value == 0))) {
        return value;
      }
      path.write(value);
    }
    return TOO_LONG;
  }

  private static boolean isText(byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return text.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\r');
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  /// Whether a format begins so whose first bytes can be text: GIF, BMP, TIFF, WebP, and those that
  /// begin with a zero.
  private static boolean isSignature(byte[] head) {
    String start = new String(head, StandardCharsets.ISO_8859_1);
    return start.startsWith("\0")
        || start.startsWith("GIF8")
        || start.startsWith("II*\0")
        || start.startsWith("MM\0*")
        || (start.startsWith("BM") && start.startsWith("\0\0\0\0", 6))
        || (start.startsWith("RIFF") && start.startsWith("WEBP", 8));
  }
}
