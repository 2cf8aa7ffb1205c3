package dev.kern.train.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kern.data.file.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;

/// Reads records: a key per component, no others, none missing but those that have a default or are
/// [Optional].
final class RecordReader<T> extends ValueDeserializer<T> {
  private final Class<? extends T> type;
  private final @Nullable T defaults;
  private final Set<String> required;
  private final Map<String, RecordComponent> components;

  /// A reader that takes what is missing from `defaults`, but for the `required` components.
  RecordReader(Class<? extends T> type, @Nullable T defaults, Set<String> required) {
    this.type = type;
    this.defaults = defaults;
    this.required = required;
    this.components = components(type);
    if (!components.keySet().containsAll(required)) {
      throw new IllegalArgumentException(type + " has no components " + required);
    }
  }

  /// A reader that wants every component.
  static <T> RecordReader<T> strict(Class<T> type) {
    return new RecordReader<>(type, null, Set.of());
  }

  /// The components of a record by their keys.
  static Map<String, RecordComponent> components(Class<?> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      component.getAccessor().trySetAccessible();
      components.put(key(component), component);
    }
    return components;
  }

  /// The key of a component in JSON.
  static String key(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) {
    return read(context.readTree(parser), context, List.of());
  }

  /// Reads an object.
  ///
  /// @param other further keys that may stand there
  T read(JsonNode node, DeserializationContext context, List<String> other) {
    if (!node.isObject()) {
      throw Misfit.of("this is no object", "put the settings in braces: {...}")
          .given(Problem.quote(node.toString()))
          .expected("an object with the keys " + String.join(", ", components.keySet()));
    }
    expectKnown(node, Stream.concat(components.keySet().stream(), other.stream()).toList());
    Object[] values =
        components.entrySet().stream()
            .map(entry -> value(entry.getKey(), entry.getValue(), node, context))
            .toArray();
    return construct(values);
  }

  /// Refuses keys that are not known.
  static void expectKnown(JsonNode node, List<String> known) {
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw Misfit.of(
                "there is no such key",
                Suggestion.of(key, known).orElse("remove it, or check its spelling"))
            .key(key)
            .given(Problem.quote(key))
            .expected("the keys " + String.join(", ", known));
      }
    }
  }

  private Object value(
      String key, RecordComponent component, JsonNode node, DeserializationContext context) {
    JsonNode given = node.get(key);
    if (given == null && component.getType() == Optional.class) {
      return Optional.empty();
    }
    if (given == null) {
      return missing(key, component);
    }
    try {
      Object value =
          context.readTreeAsValue(
              given, context.getTypeFactory().constructType(component.getGenericType()));
      if (value == null) {
        throw Misfit.of("a value is missing", "give one, or leave out the key").given("null");
      }
      return value;
    } catch (JacksonException e) {
      boolean here = e.getPath().isEmpty() && !(e instanceof Misfit);
      throw (here ? misfit(given, component) : e).prependPath(type, key);
    } catch (IllegalArgumentException e) {
      throw Misfit.refused(e).prependPath(type, key);
    }
  }

  private static Misfit misfit(JsonNode given, RecordComponent component) {
    return Misfit.of("this value does not fit", "another value")
        .given(Problem.quote(given.toString()))
        .expected(Translation.words(component.getType()));
  }

  private Object missing(String key, RecordComponent component) {
    if (defaults == null || required.contains(key)) {
      throw missing(key);
    }
    return get(component, defaults);
  }

  static Misfit missing(String key) {
    return Misfit.of("the key '" + key + "' is missing", "add \"" + key + "\": ...");
  }

  /// A component's value.
  static Object get(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("component " + component + " can't be read", e);
    }
  }

  private T construct(Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends T> constructor = type.getDeclaredConstructor(types);
      constructor.trySetAccessible();
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw Misfit.refused(refused);
      }
      if (e.getCause() instanceof NullPointerException) {
        throw Misfit.of("a value is missing in a list", "remove it, or give one").given("null");
      }
      throw new IllegalStateException(type + " can't be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " can't be made", e);
    }
  }
}
