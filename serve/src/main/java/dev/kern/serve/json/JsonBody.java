package dev.kern.serve.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON object of a request, in which arrays of numbers are [Numbers].
///
/// Such arrays are cut out first, and read by a loop that knows nothing else; long texts, such as
/// images in base 64, are cut out too. What remains, a few hundred bytes, is strict JSON: a tree of
/// maps, lists, texts, numbers and truth values.
public final class JsonBody {
  /// No key may be as long.
  private static final int LONG_TEXT = 1 << 10;

  /// What remains may be so long, and so many arrays and texts may be cut out: many small ones take
  /// twenty times as much memory as their text.
  private static final int MOST_FRAME = 1 << 22;

  private static final int MOST_PARTS = 1 << 16;

  private final byte[] text;
  private final int length;
  private final NumberScanner scanner;
  private final List<Object> parts = new ArrayList<>();
  private final ByteArrayOutputStream frame = new ByteArrayOutputStream(512);

  private JsonBody(byte[] text, int length, int mostNumbers) {
    this.text = text;
    this.length = length;
    this.scanner = new NumberScanner(text, mostNumbers);
  }

  /// The object that a body consists of.
  ///
  /// Fails with `DataException` if it isn't one, isn't valid JSON, or is too deep or too large.
  ///
  /// @param length how many bytes of the body are JSON
  /// @param mostNumbers how many numbers its arrays may hold in all
  public static Map<String, Object> parse(byte[] text, int length, int mostNumbers) {
    return new JsonBody(text, length, mostNumbers).parse();
  }

  private Map<String, Object> parse() {
    int end = length;
    while (end > 0 && text[end - 1] <= ' ') {
      end--;
    }
    // From here on no loop over spaces or digits runs past the end.
    if (end == 0 || text[end - 1] != '}') {
      throw Problem.at("body", end == 0 ? "no content" : "not a JSON object")
          .given(end == 0 ? "0 bytes" : "a text that doesn't end in }")
          .expected("a JSON object")
          .fix("send the whole object");
    }
    cut(end);
    Object tree;
    try {
      tree = JsonText.parse("body", frame.toByteArray());
    } catch (DataException e) {
      throw placed(e);
    }
    if (!(tree instanceof Map)) {
      throw Problem.at("body", "not a JSON object")
          .expected("{ at the start")
          .fix("send an object");
    }
    resolve(tree);
    return JsonText.object(tree);
  }

  /// The same failure with the position that it has in the whole text.
  private DataException placed(DataException failure) {
    if (parts.isEmpty()) {
      return failure;
    }
    try {
      JsonText.parse("body", Arrays.copyOf(text, length));
      return failure;
    } catch (DataException e) {
      return e;
    }
  }

  /// Copies the text to the frame, with an array of one number for each part that is cut out: its
  /// place among them.
  private void cut(int end) {
    int copied = 0;
    int at = 0;
    while (at < end) {
      byte c = text[at];
      int after = at + 1;
      int before = parts.size();
      if (c == '"') {
        after = string(at, end);
      } else if (c == '[' && scanner.holdsNumbers(at)) {
        parts.add(scanner.read(at));
        after = scanner.position();
      }
      if (parts.size() > before) {
        copy(copied, at);
        frame.writeBytes(("[" + before + "]").getBytes(StandardCharsets.US_ASCII));
        copied = after;
      }
      at = after;
    }
    copy(copied, end);
  }

  private void copy(int from, int to) {
    frame.write(text, from, to - from);
    if (frame.size() > MOST_FRAME || parts.size() > MOST_PARTS) {
      throw Problem.at("body", "too much JSON beside numbers and images")
          .expected(
              "at most %s bytes, and %s arrays and long texts"
                  .formatted(Problem.count(MOST_FRAME), Problem.count(MOST_PARTS)))
          .fix("put all numbers into one array");
    }
  }

  /// Finds the end of a text in quotes, and cuts it out if it is long and plain.
  private int string(int start, int end) {
    int at = start + 1;
    boolean plain = true;
    while (at < end && text[at] != '"') {
      plain &= text[at] != '\\' && (text[at] & 0xff) >= ' ';
      at += text[at] == '\\' ? 2 : 1;
    }
    if (plain && at < end && at - start > LONG_TEXT) {
      parts.add(new String(text, start + 1, at - start - 1, StandardCharsets.UTF_8));
    }
    return at + 1;
  }

  /// Puts the parts back in their places.
  private void resolve(@Nullable Object tree) {
    if (tree instanceof Map) {
      JsonText.object(tree).replaceAll((key, value) -> resolved(value));
    } else if (tree instanceof List<?> list) {
      resolveAll(list);
    }
  }

  @SuppressWarnings("unchecked") // a list of a tree takes any value
  private void resolveAll(List<?> list) {
    ((List<Object>) list).replaceAll(this::resolved);
  }

  private Object resolved(Object value) {
    if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Long place) {
      return parts.get(place.intValue());
    }
    resolve(value);
    return value;
  }
}
