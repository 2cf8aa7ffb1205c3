package dev.kern.train.json;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON in and out.
///
/// Reading is strict: unknown, double or missing keys, numbers as texts and trailing garbage are
/// errors, and texts, names, numbers, depth and size are bounded. A `DataException` then says where
/// and how to mend it.
public final class Json {
  private static final int LARGEST_FILE = 1 << 24;
  private static final int DEEPEST = 64;

  private static final JsonMapper MAPPER = mapper();
  private static final Layout LAYOUT = new Layout(MAPPER);

  private Json() {}

  private static JsonMapper mapper() {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxDocumentLength(LARGEST_FILE)
            .maxNameLength(1 << 10)
            .maxNumberLength(64)
            .maxStringLength(1 << 20)
            .build();
    JsonFactory factory = JsonFactory.builder().streamReadConstraints(bounds).build();
    return JsonMapper.builder(factory)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .annotationIntrospector(new EnumWords())
        .addModule(KernModule.module())
        .build();
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 16 MiB, or is not what `type`
  /// expects.
  public static <T> T read(Path file, Class<T> type) {
    return bind(file.toString(), tree(file), type);
  }

  /// Reads a file, of any JSON.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 16 MiB, or is none.
  public static JsonNode tree(Path file) {
    return tree(
        file.toString(), BoundedFile.read(file, LARGEST_FILE, "settings", "the right file"));
  }

  /// Reads a text.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  ///
  /// @param where what messages call the text
  public static <T> T parse(String where, String text, Class<T> type) {
    return bind(where, tree(where, text.getBytes(StandardCharsets.UTF_8)), type);
  }

  /// Any JSON.
  ///
  /// Fails with `DataException` if it is none.
  public static JsonNode tree(String where, byte[] text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw Problem.at(where, "there is nothing in it").expected("JSON").mend("write it anew");
      }
      return node;
    } catch (JacksonException e) {
      throw Translation.of(Place.in(where), e);
    }
  }

  /// A value from JSON.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  public static <T> T bind(String where, JsonNode node, Class<T> type) {
    return bind(Place.in(where), node, type);
  }

  static <T> T bind(Place place, JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JacksonException e) {
      throw Translation.of(place, e);
    } catch (IllegalArgumentException e) {
      throw Translation.of(place, Misfit.refused(e));
    }
  }

  /// A value as JSON.
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /// A value as text on a single line.
  public static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// A value as text for people: what fits on a line stands on one.
  public static String text(Object value) {
    return LAYOUT.text(MAPPER.valueToTree(value));
  }
}
