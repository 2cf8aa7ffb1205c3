package dev.kern.json;

import dev.kern.data.file.Problem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Converts records to JSON and back.
///
/// A record is an object with a key per component, unless it is [AsText]. An enum constant is its
/// name in camel case, and an empty [Optional] is null. Lists, maps, strings, numbers and booleans
/// are themselves; numbers that JSON doesn't have are strings such as `"NaN"`.
///
/// Reading is strict: unknown and missing keys, numbers as strings and values out of range are
/// errors, reported by a `DataException` that says where and how to fix it.
///
/// Immutable: [#with] gives a mapper that knows another type.
public final class RecordMapper {
  /// A mapper for plain records.
  public static final RecordMapper PLAIN = new RecordMapper(Map.of());

  private static final Map<Object, Double> NON_FINITE =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private final Map<Class<?>, Codec<?>> given;

  /// The codecs of the classes met so far.
  private final Map<Class<?>, Optional<Codec<?>>> met = new ConcurrentHashMap<>();

  private RecordMapper(Map<Class<?>, Codec<?>> given) {
    this.given = given;
  }

  /// A copy with a codec for the values of a type.
  public <T> RecordMapper with(Class<T> type, Codec<T> codec) {
    Map<Class<?>, Codec<?>> more = new HashMap<>(given);
    more.put(type, codec);
    return new RecordMapper(more);
  }

  /// A copy with tagged records.
  public <T> RecordMapper with(TaggedRecords<T> records) {
    return with(records.root(), records);
  }

  private Optional<Codec<?>> codec(Class<?> type) {
    return met.computeIfAbsent(type, this::find);
  }

  private Optional<Codec<?>> find(Class<?> type) {
    return given.entrySet().stream()
        .filter(entry -> entry.getKey().isAssignableFrom(type))
        .<Codec<?>>map(Map.Entry::getValue)
        .findAny()
        .or(() -> own(type));
  }

  private static Optional<Codec<?>> own(Class<?> type) {
    if (type.isAnnotationPresent(AsText.class)) {
      return Optional.of(new TextCodec<>(type));
    }
    return type.isRecord() ? Optional.of(ObjectCodec.ofRecord(type)) : Optional.empty();
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 16 MiB, or is not what `type`
  /// expects.
  public <T> T read(Path file, Class<T> type) {
    return bind(SourceLocation.in(file.toString()), JsonText.read(file), type);
  }

  /// Reads a text.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  ///
  /// @param where what messages call the text
  public <T> T parse(String where, String text, Class<T> type) {
    Object tree = JsonText.parse(where, text.getBytes(StandardCharsets.UTF_8));
    return bind(SourceLocation.in(where), tree, type);
  }

  /// Reads a text that is a list.
  ///
  /// Fails with `DataException` if it is none, or an element is not what `type` expects.
  ///
  /// @param where what messages call the text
  public <T> List<T> parseList(String where, String text, Class<T> type) {
    Object tree = JsonText.parse(where, text.getBytes(StandardCharsets.UTF_8));
    try {
      return list(tree, type);
    } catch (InvalidValueException e) {
      throw e.in(SourceLocation.in(where));
    }
  }

  /// The value of a tree.
  ///
  /// Fails with `DataException` if it is not what `type` expects.
  public <T> T bind(SourceLocation location, @Nullable Object tree, Class<T> type) {
    try {
      Object value = read(tree, type);
      if (value == null) {
        throw InvalidValueException.unfit(tree, words(type));
      }
      return type.cast(value);
    } catch (InvalidValueException e) {
      throw e.in(location);
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.refused(e).in(location);
    }
  }

  /// A value as a tree, as [JsonText] describes it.
  public @Nullable Object tree(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String _, Boolean _, Long _, Double _, Float _, BigInteger _ -> value;
      case Integer number -> number.longValue();
      case Enum<?> constant -> word(constant);
      case Optional<?> optional -> tree(optional.orElse(null));
      case Collection<?> values -> {
        List<@Nullable Object> list = new ArrayList<>();
        values.forEach(element -> list.add(tree(element)));
        yield list;
      }
      case Map<?, ?> values -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        values.forEach((key, element) -> object.put(String.valueOf(tree(key)), tree(element)));
        yield object;
      }
      default -> write(value);
    };
  }

  @SuppressWarnings("unchecked") // a codec was found by the class of the value
  private Object write(Object value) {
    Codec<Object> codec =
        (Codec<Object>)
            codec(value.getClass())
                .orElseThrow(() -> new IllegalStateException("no JSON for " + value.getClass()));
    return codec.write(value, this);
  }

  /// A value as text on a single line.
  public String line(Object value) {
    return JsonText.line(tree(value));
  }

  /// A value as readable text: what fits on a line is on one line.
  public String text(Object value) {
    return JsonText.text(tree(value));
  }

  /// The list of a tree; a null in it stays null where its type allows that.
  ///
  /// Fails with [InvalidValueException] if the tree is no list of such values.
  public <T> List<T> list(@Nullable Object tree, Class<T> type) {
    List<T> list = new ArrayList<>();
    elements(tree, type).forEach(element -> list.add(type.cast(element)));
    return list;
  }

  static boolean isOptional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }

  static boolean isMap(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Map.class;
  }

  /// The value of a tree; null if the tree is null and the type has no value for that.
  private @Nullable Object read(@Nullable Object tree, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type inner = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (isOptional(type)) {
        return tree == null ? Optional.empty() : Optional.ofNullable(read(tree, inner));
      }
      if (tree == null) {
        return null;
      }
      return generic.getRawType() == Map.class ? entries(tree, inner) : elements(tree, inner);
    }
    Class<?> plain = (Class<?>) type;
    Optional<Codec<?>> codec = codec(plain);
    if (codec.isPresent()) {
      return codec.get().read(tree, this);
    }
    if (tree == null && !plain.isPrimitive()) {
      return null;
    }
    Object scalar = scalar(tree, plain);
    if (scalar == null) {
      throw InvalidValueException.unfit(tree, words(plain));
    }
    return scalar;
  }

  /// The same of a tree inside of another.
  ///
  /// @param step what leads to it: a key, or an index such as `[3]`
  @Nullable Object read(@Nullable Object tree, Type type, String step) {
    try {
      return read(tree, type);
    } catch (InvalidValueException e) {
      throw e.within(step);
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.refused(e).within(step);
    }
  }

  /// The same of what may not be null.
  private Object present(@Nullable Object tree, Type type, String step, String fault) {
    Object value = read(tree, type, step);
    if (value == null) {
      throw InvalidValueException.of(fault, "remove it, or provide a value")
          .given("null")
          .within(step);
    }
    return value;
  }

  private List<Object> elements(@Nullable Object tree, Type type) {
    if (!(tree instanceof List<?> list)) {
      throw InvalidValueException.unfit(tree, "a list");
    }
    List<Object> elements = new ArrayList<>();
    List<InvalidValueException> faults = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        elements.add(present(list.get(i), type, "[" + i + "]", "a list element is missing"));
      } catch (InvalidValueException e) {
        faults.add(e);
        if (faults.size() > InvalidValueException.MOST) { // of a long list, not all are kept
          faults = new ArrayList<>(List.of(InvalidValueException.all(faults)));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidValueException.all(faults);
    }
    return elements;
  }

  private Map<String, Object> entries(Object tree, Type type) {
    if (!(tree instanceof Map)) {
      throw InvalidValueException.unfit(tree, "an object");
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    JsonText.object(tree)
        .forEach(
            (key, value) -> {
              String step = key.matches("\\w{1,40}") ? key : Problem.quote(key);
              entries.put(key, present(value, type, step, "a value is missing"));
            });
    return entries;
  }

  /// The value of a single word; null if it is none of that type.
  private static @Nullable Object scalar(@Nullable Object tree, Class<?> type) {
    if (tree == null || tree instanceof Map || tree instanceof List) {
      return null;
    }
    if (type == String.class) {
      return tree.toString();
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> word((Enum<?>) constant).equals(tree))
          .findFirst()
          .orElse(null);
    }
    if (type == boolean.class || type == Boolean.class) {
      return tree instanceof Boolean ? tree : null;
    }
    if (type == int.class || type == Integer.class) {
      return tree instanceof Long number && number.intValue() == number
          ? Integer.valueOf(number.intValue())
          : null;
    }
    if (type == long.class || type == Long.class) {
      return tree instanceof Long ? tree : null;
    }
    boolean single = type == float.class || type == Float.class;
    if (!single && type != double.class && type != Double.class) {
      throw new IllegalStateException("no JSON for " + type);
    }
    Number real = tree instanceof Number number ? number : NON_FINITE.get(tree);
    return real == null ? null : single ? (Object) real.floatValue() : (Object) real.doubleValue();
  }

  /// What values of a type are, in words.
  private static String words(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> word((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer" -> "a whole number up to 2147483647";
      case "long", "Long" -> "a whole number up to 9223372036854775807";
      case "float", "Float", "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "a string";
      default -> "an object";
    };
  }

  /// The word for a constant: `bestOfAll` for `BEST_OF_ALL`.
  private static String word(Enum<?> constant) {
    String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder word = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i].substring(1));
    }
    return word.toString();
  }
}
