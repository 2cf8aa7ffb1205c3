package dev.kern.train;

import dev.kern.json.JsonText;
import dev.kern.json.ObjectCodec;
import dev.kern.json.RecordMapper;
import dev.kern.json.SourceLocation;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.json.TrainJson;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON for everything that Kern writes: runs and their settings, networks, events, results.
///
/// Reading is strict: unknown, double or missing keys, numbers as texts and trailing garbage are
/// errors, and texts, names, numbers, depth and size are bounded.
public final class RunJson {
  private static final RecordMapper MAPPER =
      TrainJson.MAPPER.with(
          Training.class,
          ObjectCodec.ofFields(
              // Files from before l2Of meant the notebook's layers.
              Training.of(Network.of(Layer.flatten())).l2(0, Training.LAST_TWO_DENSE),
              Training::copy,
              Training::checked,
              "network"));

  private RunJson() {}

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 16 MiB, or is not what `type`
  /// expects.
  public static <T> T read(Path file, Class<T> type) {
    return MAPPER.read(file, type);
  }

  /// Reads a text.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  ///
  /// @param where what messages call the text
  public static <T> T parse(String where, String text, Class<T> type) {
    return MAPPER.parse(where, text, type);
  }

  /// A value from JSON that has been read already.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  ///
  /// @param tree maps, lists, texts, numbers, truth values and nulls
  @SuppressWarnings("exports") // the place of a value, for this module's own readers
  public static <T> T bind(SourceLocation location, @Nullable Object tree, Class<T> type) {
    return MAPPER.bind(location, tree, type);
  }

  /// A record by its keys; the values are maps, lists, texts, numbers, truth values and nulls.
  public static Map<String, Object> object(Object value) {
    return JsonText.object(MAPPER.tree(value));
  }

  /// A value as text on a single line.
  public static String line(Object value) {
    return MAPPER.line(value);
  }

  /// A value as text for people: what fits on a line stands on one.
  public static String text(Object value) {
    return MAPPER.text(value);
  }
}
