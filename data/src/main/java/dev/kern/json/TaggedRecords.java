package dev.kern.json;

import dev.kern.data.file.Problem;
import dev.kern.extension.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Records distinguished by a type name: `{"type": "conv", "filters": 16, "size": 5}`.
///
/// If a record has the components `height` and `width`, the key `size` sets both. A record without
/// further keys may be written as just its type name: `"relu"`.
///
/// Immutable: each `plus` gives a copy with more kinds.
public final class TaggedRecords<T> implements Codec<T> {
  private static final String TYPE = "type";
  private static final String SIZE = "size";
  private static final List<String> SIDES = List.of("height", "width");

  private final Class<T> root;
  private final String noun;
  private final Function<? super T, String> word;
  private final Map<String, Codec<T>> kinds;
  private final Map<String, String> former;
  private final @Nullable Open<T> open;

  /// The kinds that a program registers while it runs.
  private record Open<T>(Registry<T> registry, Function<T, Codec<T>> codec) {}

  private TaggedRecords(
      Class<T> root,
      String noun,
      Function<? super T, String> word,
      Map<String, Codec<T>> kinds,
      Map<String, String> former,
      @Nullable Open<T> open) {
    this.root = root;
    this.noun = noun;
    this.word = word;
    this.kinds = kinds;
    this.former = former;
    this.open = open;
  }

  /// No kinds yet.
  ///
  /// @param noun what the records are called in messages
  /// @param word gives the type name of a record
  public static <T> TaggedRecords<T> of(
      Class<T> root, String noun, Function<? super T, String> word) {
    return new TaggedRecords<>(root, noun, word, Map.of(), Map.of(), null);
  }

  /// Adds a kind that a codec of its own reads and writes, as an object without the key `type`.
  @SuppressWarnings("unchecked") // it is given the records that have its word
  public TaggedRecords<T> plus(String name, Codec<? extends T> codec) {
    Map<String, Codec<T>> more = new LinkedHashMap<>(kinds);
    more.put(name, (Codec<T>) codec);
    return new TaggedRecords<>(root, noun, word, more, former, open);
  }

  /// Adds a kind of record all of whose components are required.
  public TaggedRecords<T> plus(String name, Class<? extends T> type) {
    return plus(name, ObjectCodec.ofRecord(type));
  }

  /// Adds the kind of `defaults`, whose components stand for missing keys, but for the `required`
  /// ones.
  public TaggedRecords<T> plus(T defaults, String... required) {
    return plus(word.apply(defaults), ObjectCodec.ofRecord(defaults, required));
  }

  /// Adds the kind of `defaults`, a record whose last component is a record too: the keys of both
  /// stand beside one another.
  public TaggedRecords<T> plusFlat(T defaults, String... required) {
    return plus(word.apply(defaults), ObjectCodec.ofFlatRecord(defaults, required));
  }

  /// Reads a word that older versions wrote as the one that stands for it now.
  public TaggedRecords<T> formerly(String old, String now) {
    Map<String, String> more = new LinkedHashMap<>(former);
    more.put(old, now);
    return new TaggedRecords<>(root, noun, word, kinds, more, open);
  }

  /// Adds a kind of one value, which its word says in full.
  public TaggedRecords<T> plusValue(T value) {
    return plus(word.apply(value), ObjectCodec.ofValue(value));
  }

  /// Adds the kinds that a program registers while it runs.
  ///
  /// @param codec reads and writes those of the kind of an example, a registered one or the one
  ///   that is written
  public TaggedRecords<T> plus(Registry<T> registry, Function<T, Codec<T>> codec) {
    return new TaggedRecords<>(root, noun, word, kinds, former, new Open<>(registry, codec));
  }

  /// What all the records are.
  Class<T> root() {
    return root;
  }

  @Override
  public @Nullable T read(@Nullable Object tree, RecordMapper mapper) {
    if (tree == null) {
      throw InvalidValueException.of("a " + noun + " is missing", "remove it").given("null");
    }
    Map<String, Object> object =
        new LinkedHashMap<>(tree instanceof String ? Map.of(TYPE, tree) : JsonText.object(tree));
    Codec<T> kind = kind(tree, object.get(TYPE));
    if (kind instanceof ObjectCodec<T> plain) {
      boolean hasSides = plain.keys().containsAll(SIDES);
      List<String> known = new ArrayList<>(hasSides ? List.of(TYPE, SIZE) : List.of(TYPE));
      known.addAll(plain.keys());
      ObjectCodec.expectKnown(object, known);
      if (hasSides) {
        expandSize(object);
      }
      List<String> missing = plain.missing(object);
      if (hasSides && missing.containsAll(SIDES)) {
        missing.set(missing.indexOf(SIDES.getFirst()), SIZE);
        missing.removeAll(SIDES);
      }
      ObjectCodec.expectNoneMissing(missing);
    }
    object.remove(TYPE);
    return kind.read(object, mapper);
  }

  private static void expandSize(Map<String, Object> object) {
    if (object.containsKey(SIZE)) {
      Object size = object.remove(SIZE);
      for (String side : SIDES) {
        if (object.containsKey(side)) {
          throw InvalidValueException.of(
                  "size already sets height and width", "remove size, or height and width")
              .given("size and " + side);
        }
      }
      SIDES.forEach(side -> object.put(side, size));
    }
  }

  private Codec<T> kind(Object tree, @Nullable Object type) {
    if (!(type instanceof String name)) {
      throw InvalidValueException.of(
              "the type of this " + noun + " is missing", "add \"type\": \"...\"")
          .given(Problem.quote(JsonText.line(tree)))
          .expected("one of " + String.join(", ", words()));
    }
    Codec<T> kind = kinds.get(former.getOrDefault(name, name));
    if (kind == null && open != null) {
      kind = open.registry.find(name).map(open.codec).orElse(null);
    }
    if (kind == null) {
      throw unknownType(name);
    }
    return kind;
  }

  private InvalidValueException unknownType(String name) {
    List<String> words = words();
    String fix = "use one of these, or check the spelling";
    return InvalidValueException.of(
            "unknown " + noun,
            Suggestion.of(name, words)
                .orElse(open == null ? fix : fix + "; " + open.registry.fix()))
        .given(Problem.quote(name))
        .expected("one of " + String.join(", ", words));
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(kinds.keySet());
    if (open != null) {
      words.addAll(open.registry.names());
    }
    return words;
  }

  @Override
  public Map<String, Object> write(T value, RecordMapper mapper) {
    String name = word.apply(value);
    Codec<T> kind = kinds.get(name);
    if (kind == null || (kind instanceof ObjectCodec<T> plain && !plain.holds(value))) {
      kind = open(name, value);
    }
    Map<String, Object> entries = JsonText.object(kind.write(value, mapper));
    Object size = entries.get(SIDES.getFirst());
    boolean square = size != null && Objects.equals(size, entries.get(SIDES.getLast()));
    Map<String, Object> object = new LinkedHashMap<>(Map.of(TYPE, name));
    entries.forEach((key, entry) -> object.put(square && SIDES.contains(key) ? SIZE : key, entry));
    return object;
  }

  private Codec<T> open(String name, T value) {
    if (open == null) {
      throw new IllegalStateException("no " + noun + " is called " + name);
    }
    return open.codec.apply(open.registry.check(value));
  }
}
