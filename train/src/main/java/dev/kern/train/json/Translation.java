package dev.kern.train.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Jackson's exceptions in our words.
final class Translation {
  private Translation() {}

  /// The error for `e`.
  static DataException of(Place places, JacksonException e) {
    String path = path(e.getPath());
    String place = places.of(path, path);
    String where = places.of("", "");
    return switch (e) {
      case Misfit misfit -> misfit.at(places.of(path, misfit.closest(path)));
      case UnrecognizedPropertyException unknown -> unknown(places, unknown);
      case StreamConstraintsException bound ->
          Problem.at(where, "this is more than settings need")
              .given(firstSentence(bound))
              .mend("check that it is the right file");
      case StreamReadException syntax ->
          Problem.at(where + position(syntax.getLocation()), "this is no JSON")
              .given(firstSentence(syntax))
              .mend("put it right there, or just before");
      case InvalidFormatException format ->
          Problem.at(place, "this value does not fit")
              .given(Problem.quote(String.valueOf(format.getValue())))
              .expected(words(format.getTargetType()))
              .mend("another value");
      case MismatchedInputException mismatch ->
          Problem.at(place, "this value does not fit")
              .given(words(mismatch.getCurrentToken()))
              .expected(words(mismatch.getTargetType()))
              .mend("another value");
      default ->
          Problem.at(place, "this value does not fit")
              .given(firstSentence(e))
              .because(e)
              .mend("another value");
    };
  }

  private static DataException unknown(Place places, UnrecognizedPropertyException e) {
    Collection<Object> ids = e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
    List<String> known = ids.stream().map(Object::toString).toList();
    List<JacksonException.Reference> path = e.getPath();
    String outer = path(path.subList(0, path.size() - 1));
    return Problem.at(places.of(outer, path(path)), "there is no such key")
        .given(Problem.quote(e.getPropertyName()))
        .expected("the keys " + String.join(", ", known))
        .mend(Suggestion.of(e.getPropertyName(), known).orElse("remove it, or check its spelling"));
  }

  /// `layers[2].filters`
  private static String path(List<JacksonException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JacksonException.Reference step : path) {
      if (step.getPropertyName() == null) {
        text.append('[').append(step.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(plain(step.getPropertyName()));
      }
    }
    return text.toString();
  }

  private static String plain(String name) {
    return name.matches("\\w{1,40}") ? name : Problem.quote(name);
  }

  private static String position(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  /// What Jackson says, without the class names behind it.
  private static String firstSentence(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return Problem.quote(
        line.replaceFirst(" \\(start marker.*", "").replaceFirst(", from `.*", ")"));
  }

  private static String words(@Nullable JsonToken token) {
    return switch (token) {
      case START_ARRAY, END_ARRAY -> "a list";
      case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "something else";
      case null -> "something else";
    };
  }

  /// What values of a type are, in words.
  static String words(@Nullable Class<?> type) {
    if (type == null) {
      return "another type";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> EnumWords.word((Enum<?>) constant))
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number" + (type == int.class ? " up to 2147483647" : "");
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    return Collection.class.isAssignableFrom(type)
        ? "a list"
        : Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "another type";
  }
}
