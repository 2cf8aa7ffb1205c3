package dev.kern.train.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Makes a tree, as `JsonText` describes it, of the events of a YAML parser, and notes on which
/// line each value begins.
final class YamlTree {
  /// The length of the longest path whose line is noted.
  static final int LONGEST_PATH = 256;

  private static final int DEEPEST = 32;
  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,40}");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][-+]?\\d{1,4})?");

  private final String file;
  private final Iterator<Event> events;
  private final Map<String, Integer> lines = new HashMap<>();
  private @Nullable Object root;

  private YamlTree(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /// Reads a text.
  ///
  /// Fails with `DataException` if it holds what settings don't need, with the parser's exception
  /// if it is no YAML.
  static YamlTree of(String file, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    YamlTree tree = new YamlTree(file, new ParserImpl(settings, new StreamReader(settings, text)));
    tree.read();
    return tree;
  }

  /// The tree; null if there is nothing in the text.
  @Nullable Object root() {
    return root;
  }

  /// The lines, counted from 1, by the paths of the values.
  Map<String, Integer> lines() {
    return lines;
  }

  private void read() {
    boolean any = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        if (any) {
          throw refuse(event, "more than one document", "one document per file");
        }
        any = true;
        root = value(events.next(), "", 1);
      }
    }
  }

  private @Nullable Object value(Event event, String path, int depth) {
    if (depth > DEEPEST) {
      throw refuse(event, "nested too deeply", "at most %d levels".formatted(DEEPEST));
    }
    expectPlain(event);
    lines.putIfAbsent(path, line(event));
    return switch (event.getEventId()) {
      case MappingStart -> mapping(path, depth);
      case SequenceStart -> sequence(path, depth);
      case Scalar -> scalar((ScalarEvent) event);
      default -> throw refuse(event, "missing value", "a value");
    };
  }

  private void expectPlain(Event event) {
    boolean tagged =
        (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
            || (event instanceof CollectionStartEvent start && start.getTag().isPresent());
    boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
    if (tagged || anchored) {
      throw refuse(
          event,
          tagged ? "tags are not supported" : "anchors and aliases are not supported",
          "the value itself");
    }
  }

  private Map<String, @Nullable Object> mapping(String path, int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent name)) {
        throw refuse(event, "keys must be plain words", "key: value");
      }
      expectPlain(event);
      String key = name.getValue();
      String inner = inner(path, path.isEmpty() ? key : "." + key);
      if (!inner.equals(path)) {
        lines.put(inner, line(event));
      }
      if (object.containsKey(key)) {
        throw refuse(event, "duplicate key %s".formatted(Problem.quote(key)), "each key once");
      }
      object.put(key, value(events.next(), inner, depth + 1));
    }
    return object;
  }

  private List<@Nullable Object> sequence(String path, int depth) {
    List<@Nullable Object> array = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      array.add(value(event, inner(path, "[%d]".formatted(array.size())), depth + 1));
    }
    return array;
  }

  /// A path with another step; one that no setting can have stays as it is, since many keys below a
  /// long one would cost the square of the file.
  private static String inner(String path, String step) {
    return path.length() + step.length() > LONGEST_PATH ? path : path + step;
  }

  /// A word in quotes is a text; without, it may be a number, true, false or null, as in JSON.
  private static @Nullable Object scalar(ScalarEvent scalar) {
    String word = scalar.getValue();
    if (!scalar.isPlain()) {
      return word;
    }
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "", "~", "null" -> null;
      default -> {
        if (WHOLE.matcher(word).matches()) {
          BigInteger number = new BigInteger(word);
          yield number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
        }
        yield REAL.matcher(word).matches() ? (Object) Double.parseDouble(word) : word;
      }
    };
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private DataException refuse(Event event, String what, String expected) {
    return Problem.at("%s, line %d".formatted(file, line(event)), what)
        .expected(expected)
        .fix("write it that way");
  }
}
