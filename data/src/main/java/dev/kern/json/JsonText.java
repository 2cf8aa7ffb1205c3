package dev.kern.json;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/// Parses and writes JSON text as trees.
///
/// A tree is a `Map` in the order of its keys, a `List`, a `String`, a `Boolean`, a `Long`, a
/// `BigInteger`, a `Double`, or null; a written one may hold a `Float` too.
///
/// Reading is strict: duplicate keys and trailing text are errors, and strings, names, numbers,
/// depth and size are bounded.
public final class JsonText {
  private static final int LARGEST_FILE = 1 << 24;
  private static final int DEEPEST = 64;
  private static final int WIDTH = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxDocumentLength(LARGEST_FILE)
                  .maxNameLength(1 << 10)
                  .maxNumberLength(64)
                  .maxStringLength(1 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonText() {}

  /// The tree of a file.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 16 MiB, or isn't valid JSON.
  public static @Nullable Object read(Path file) {
    return parse(
        file.toString(), BoundedFile.read(file, LARGEST_FILE, "settings", "the right file"));
  }

  /// The tree of a text in UTF-8.
  ///
  /// Fails with `DataException` if it isn't valid JSON.
  ///
  /// @param where what messages call the text
  public static @Nullable Object parse(String where, byte[] text) {
    expectUtf8(where, text);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw Problem.at(where, "no content").expected("JSON").fix("restore it, or write it again");
      }
      Object tree = value(parser);
      if (parser.nextToken() != null) {
        throw Problem.at(where + position(parser.currentTokenLocation()), "not valid JSON")
            .given("more text after the end of the JSON value")
            .fix("remove it");
      }
      return tree;
    } catch (StreamConstraintsException e) {
      throw Problem.at(where, "too long or too deeply nested")
          .given(firstSentence(e))
          .fix("check that this is the right JSON");
    } catch (JacksonException e) {
      throw broken(where, e);
    }
  }

  /// The parser would guess UTF-16 and UTF-32 from their marks, or from zeros at the start.
  private static void expectUtf8(String where, byte[] text) {
    boolean marked = text.length > 0 && (text[0] & 0xfe) == 0xfe;
    boolean zeros = false;
    for (int i = 0; i < Math.min(Integer.BYTES, text.length); i++) {
      zeros |= text[i] == 0;
    }
    if (marked || zeros) {
      throw Problem.at(where, "not valid JSON")
          .given("bytes that aren't UTF-8")
          .expected("text in UTF-8")
          .fix("write it in UTF-8");
    }
  }

  private static DataException broken(String where, JacksonException e) {
    return Problem.at(where + position(e.getLocation()), "not valid JSON")
        .given(firstSentence(e))
        .fix("correct the text at or just before this position");
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.put(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          yield parser.getBigIntegerValue();
        }
        yield parser.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static String position(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  /// What the parser says, without the class names behind it.
  private static String firstSentence(JacksonException e) {
    String line = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return Problem.quote(
        line.replaceFirst(" \\(start marker.*", "").replaceFirst(", from `.*", ")"));
  }

  /// The keys and values of an object; empty if the tree is something else.
  @SuppressWarnings("unchecked") // the keys of a tree are texts
  public static Map<String, Object> object(@Nullable Object tree) {
    return tree instanceof Map<?, ?> ? (Map<String, Object>) tree : Map.of();
  }

  /// A tree on a single line, without spaces.
  public static String line(@Nullable Object tree) {
    return flat(tree, ",", ":");
  }

  /// A tree in readable form, ending with a line break: what fits on a line is on one line.
  public static String text(@Nullable Object tree) {
    return text(tree, "", 0, true) + "\n";
  }

  private static String text(@Nullable Object tree, String indent, int before, boolean open) {
    String line = flat(tree, ", ", ": ");
    boolean fits = !open && indent.length() + before + line.length() <= WIDTH;
    if (fits || line.length() == 2 || !(tree instanceof Map || tree instanceof List)) {
      return line;
    }
    String inner = indent + "  ";
    List<String> parts = new ArrayList<>();
    object(tree)
        .forEach(
            (key, value) -> {
              String name = quote(key) + ": ";
              parts.add(inner + name + text(value, inner, name.length() + 1, false));
            });
    if (tree instanceof List<?> list) {
      list.forEach(element -> parts.add(inner + text(element, inner, 1, false)));
    }
    String lines = "\n" + String.join(",\n", parts) + "\n" + indent;
    return tree instanceof Map ? "{" + lines + "}" : "[" + lines + "]";
  }

  /// A tree with each key of an object on its own line, and lists on a single line.
  public static String indented(@Nullable Object tree) {
    return indented(tree, "\n");
  }

  private static String indented(@Nullable Object tree, String newline) {
    List<String> parts = new ArrayList<>();
    if (tree instanceof Map) {
      String inner = newline + "  ";
      object(tree)
          .forEach((key, value) -> parts.add(inner + quote(key) + " : " + indented(value, inner)));
      return "{" + String.join(",", parts) + (parts.isEmpty() ? " }" : newline + "}");
    }
    if (tree instanceof List<?> list) {
      list.forEach(element -> parts.add(" " + indented(element, newline)));
      return "[" + String.join(",", parts) + " ]";
    }
    return line(tree);
  }

  private static String flat(@Nullable Object tree, String comma, String colon) {
    List<String> parts = new ArrayList<>();
    return switch (tree) {
      case Map<?, ?> _ -> {
        object(tree).forEach((k, v) -> parts.add(quote(k) + colon + flat(v, comma, colon)));
        yield "{" + String.join(comma, parts) + "}";
      }
      case List<?> list -> {
        list.forEach(element -> parts.add(flat(element, comma, colon)));
        yield "[" + String.join(comma, parts) + "]";
      }
      case String text -> quote(text);
      case Double number when !Double.isFinite(number) -> quote(number.toString());
      case Float number when !Float.isFinite(number) -> quote(number.toString());
      case null, default -> String.valueOf(tree);
    };
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.append('"').toString();
  }
}
