package dev.kern.serve.json;

import dev.kern.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes JSON into an array of bytes; numbers as [Float#toString] does.
public final class JsonWriter {
  private static final int FIRST_LENGTH = 512;

  private byte[] text = new byte[FIRST_LENGTH];
  private int length;

  /// Writes JSON as it is; of ASCII alone.
  public JsonWriter raw(String json) {
    int count = json.length();
    room(count);
    for (int i = 0; i < count; i++) {
      text[length++] = (byte) json.charAt(i);
    }
    return this;
  }

  /// Writes a text in quotes.
  public JsonWriter text(String value) {
    return tree(value);
  }

  /// Writes a small tree, as [JsonText] has them.
  public JsonWriter tree(Object tree) {
    return bytes(JsonText.line(tree).getBytes(StandardCharsets.UTF_8));
  }

  /// Writes another key of an object, which has one already, and its value.
  public JsonWriter field(String key, Object tree) {
    return raw(",").text(key).raw(":").tree(tree);
  }

  /// Writes finite numbers with commas between them.
  public JsonWriter numbers(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      raw(i == from ? "" : ",").raw(Float.toString(values[i]));
    }
    return this;
  }

  private void room(int more) {
    if (length + more > text.length) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, length + more));
    }
  }

  /// How many bytes there are.
  public int length() {
    return length;
  }

  /// Writes bytes as they are.
  public JsonWriter bytes(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, text, length, more.length);
    length += more.length;
    return this;
  }

  /// What has been written.
  public byte[] toBytes() {
    return Arrays.copyOf(text, length);
  }
}
