package dev.kern.serve.protocol;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.serve.json.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The keys of a JSON object, read with messages that say where they are.
///
/// @param where such as `inputs[0]`
record Fields(String where, Map<String, Object> values) {
  /// The object that a value is.
  static Fields of(String where, @Nullable Object value) {
    if (!(value instanceof Map)) {
      throw wrong(where, value, "an object");
    }
    return new Fields(where, JsonText.object(value));
  }

  @Nullable Object value(String key) {
    return values.get(key);
  }

  /// The text of a key that must be there.
  String text(String key) {
    return optionalText(key).orElseThrow(() -> wrong(place(key), null, "a text"));
  }

  Optional<String> optionalText(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case Object other -> throw wrong(place(key), other, "a text");
    };
  }

  /// A truth value; missing means no.
  boolean flag(String key, boolean usual) {
    return switch (values.get(key)) {
      case null -> usual;
      case Boolean flag -> flag;
      case Object other -> throw wrong(place(key), other, "true or false");
    };
  }

  /// A number from 0 on.
  OptionalLong number(String key) {
    return switch (values.get(key)) {
      case null -> OptionalLong.empty();
      case Long number when number >= 0 -> OptionalLong.of(number);
      case Object other -> throw wrong(place(key), other, "a whole number from 0 on");
    };
  }

  /// The objects of a list; none if the key is missing.
  List<Fields> objects(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(place(key), value, "a list of objects");
    }
    return IntStream.range(0, list.size())
        .mapToObj(i -> of("%s[%d]".formatted(place(key), i), list.get(i)))
        .toList();
  }

  /// The object of a key; empty if it is missing.
  Fields object(String key) {
    Object value = values.get(key);
    return value == null ? new Fields(place(key), Map.of()) : of(place(key), value);
  }

  String place(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  static DataException wrong(String where, @Nullable Object given, String expected) {
    return Problem.at(where, given == null ? "missing" : "wrong kind of value")
        .given(word(given))
        .expected(expected)
        .fix("correct the request");
  }

  private static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> _ -> "an object";
      case Numbers numbers -> "numbers of shape " + numbers;
      case List<?> _ -> "a list";
      case String text -> Problem.quote(text);
      case Object other -> other.toString();
    };
  }
}
