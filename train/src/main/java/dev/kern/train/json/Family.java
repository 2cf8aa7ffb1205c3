package dev.kern.train.json;

import dev.kern.data.file.Problem;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/// Records told apart by a word: `{"type": "conv", "filters": 16, "size": 5}`.
///
/// Where a record has the components `height` and `width`, the key `size` stands for both if they
/// are equal. A member without further keys may be written as its word alone: `"relu"`.
final class Family<T> {
  private static final String TYPE = "type";
  private static final String SIZE = "size";
  private static final List<String> SIDES = List.of("height", "width");

  private final Class<T> root;
  private final String noun;
  private final Function<? super T, String> word;
  private final Map<String, Kind<T>> kinds = new LinkedHashMap<>();
  private final Map<String, String> former = new HashMap<>();

  /// Makes a member from an object, in which the `other` keys may stand too.
  private interface Reading<T> {
    T read(ObjectNode node, DeserializationContext context, List<String> other);
  }

  /// One kind: how it is read, and the components that are its keys.
  private record Kind<T>(Reading<? extends T> reading, List<RecordComponent> keys) {
    static <T> Kind<T> of(RecordReader<? extends T> reader, Class<?> type) {
      return new Kind<>(reader::read, List.of(type.getRecordComponents()));
    }

    T read(ObjectNode node, DeserializationContext context, String... other) {
      return reading.read(node, context, List.of(other));
    }

    boolean hasSides() {
      return keys.stream().map(RecordComponent::getName).toList().containsAll(SIDES);
    }
  }

  /// A family without kinds.
  ///
  /// @param noun what its members are called in messages
  /// @param word the word that tells a member's kind
  Family(Class<T> root, String noun, Function<? super T, String> word) {
    this.root = root;
    this.noun = noun;
    this.word = word;
  }

  /// Adds the kind of `defaults`, whose components stand for missing keys, but for the required
  /// ones.
  @SuppressWarnings("unchecked") // the class of a T is one of its subclasses
  Family<T> kind(T defaults, String... required) {
    Class<? extends T> type = (Class<? extends T>) defaults.getClass();
    RecordReader<? extends T> reader = new RecordReader<>(type, defaults, Set.of(required));
    kinds.put(word.apply(defaults), Kind.of(reader, type));
    return this;
  }

  /// Adds the kind of `defaults`, a record whose last component is a record too, `part`: the keys
  /// of both stand beside one another.
  ///
  /// @param with the whole with another part
  @SuppressWarnings("unchecked") // the classes of a T and a P are among their subclasses
  <P> Family<T> kind(T defaults, P part, BiFunction<T, P, T> with, String... required) {
    var whole =
        new RecordReader<>((Class<? extends T>) defaults.getClass(), defaults, Set.of(required));
    var parts = new RecordReader<>((Class<? extends P>) part.getClass(), part, Set.of());
    List<RecordComponent> keys =
        new ArrayList<>(List.of(defaults.getClass().getRecordComponents()));
    keys.removeLast();
    keys.addAll(List.of(part.getClass().getRecordComponents()));
    List<String> all = new ArrayList<>(List.of(TYPE));
    keys.forEach(key -> all.add(RecordReader.key(key)));
    Reading<T> reading =
        (node, context, _) ->
            with.apply(whole.read(node, context, all), parts.read(node, context, all));
    kinds.put(word.apply(defaults), new Kind<>(reading, keys));
    return this;
  }

  /// Reads a word that older versions wrote as the one that stands for it now.
  Family<T> formerly(String old, String now) {
    former.put(old, now);
    return this;
  }

  /// Adds a kind all of whose components are required.
  Family<T> kind(String name, Class<? extends T> type) {
    kinds.put(name, Kind.of(RecordReader.strict(type), type));
    return this;
  }

  /// Adds a kind of one value, which its word says in full.
  Family<T> value(T value) {
    Reading<T> reading = (_, _, _) -> value;
    kinds.put(word.apply(value), new Kind<>(reading, List.of()));
    return this;
  }

  /// Teaches a module to read and write this family.
  void addTo(SimpleModule module) {
    module.addDeserializer(root, new Reader());
    module.addSerializer(root, new Writer());
  }

  private final class Reader extends ValueDeserializer<T> {
    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
      JsonNode node = context.readTree(parser);
      ObjectNode object =
          node.isString()
              ? context.getNodeFactory().objectNode().set(TYPE, node)
              : node instanceof ObjectNode given ? given : context.getNodeFactory().objectNode();
      Kind<T> kind = kind(node, object.get(TYPE));
      expectKnown(kind, object);
      if (!kind.hasSides()) {
        return kind.read(object, context, TYPE);
      }
      JsonNode size = object.remove(SIZE);
      if (size != null) {
        SIDES.forEach(side -> expectAbsent(object, side));
        SIDES.forEach(side -> object.set(side, size));
      } else if (SIDES.stream().noneMatch(object::has)) {
        throw RecordReader.missing(SIZE);
      }
      return kind.read(object, context, TYPE, SIZE);
    }

    @Override
    public T getNullValue(DeserializationContext context) {
      throw Misfit.of("there is no " + noun + " here", "remove it").given("null");
    }

    private Kind<T> kind(JsonNode node, @Nullable JsonNode type) {
      String known = "one of " + String.join(", ", kinds.keySet());
      if (type == null || !type.isString()) {
        throw Misfit.of("the type of this " + noun + " is missing", "add \"type\": \"...\"")
            .given(Problem.quote(node.toString()))
            .expected(known);
      }
      Kind<T> kind = kinds.get(former.getOrDefault(type.stringValue(), type.stringValue()));
      if (kind == null) {
        throw Misfit.of(
                "there is no such " + noun,
                Suggestion.of(type.stringValue(), kinds.keySet())
                    .orElse("take one of these, or check its spelling"))
            .given(Problem.quote(type.stringValue()))
            .expected(known);
      }
      return kind;
    }

    private void expectKnown(Kind<T> kind, ObjectNode object) {
      List<String> known = new ArrayList<>(List.of(TYPE));
      known.addAll(kind.hasSides() ? List.of(SIZE) : List.of());
      kind.keys().forEach(key -> known.add(RecordReader.key(key)));
      RecordReader.expectKnown(object, known);
    }

    private static void expectAbsent(ObjectNode object, String side) {
      if (object.has(side)) {
        throw Misfit.of("size stands for height and width", "remove size, or height and width")
            .given("size and " + side);
      }
    }
  }

  private final class Writer extends ValueSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      String name = word.apply(value);
      Kind<T> kind = kinds.get(name);
      if (kind == null) {
        throw new IllegalStateException("no " + noun + " is called " + name);
      }
      Map<String, Object> entries = new LinkedHashMap<>();
      kind.keys().forEach(key -> entries.put(RecordReader.key(key), get(key, value)));
      Object size = entries.get(SIDES.getFirst());
      boolean square = kind.hasSides() && Objects.equals(size, entries.get(SIDES.getLast()));
      json.writeStartObject();
      json.writeStringProperty(TYPE, name);
      entries.forEach(
          (key, entry) -> {
            if (!square || !SIDES.contains(key)) {
              json.writePOJOProperty(key, entry);
            } else if (key.equals(SIDES.getFirst())) {
              json.writePOJOProperty(SIZE, entry);
            }
          });
      json.writeEndObject();
    }

    /// A component of the value, or of the record that is its last component.
    private static Object get(RecordComponent key, Object value) {
      return key.getDeclaringRecord().isInstance(value)
          ? RecordReader.get(key, value)
          : get(
              key,
              RecordReader.get(List.of(value.getClass().getRecordComponents()).getLast(), value));
    }
  }
}
