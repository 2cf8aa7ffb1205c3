package dev.kern.json;

import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  private static final String UNKNOWN = "use one of these, or check the spelling";
  private static final List<String> SIDES = List.of("height", "width");

  private final Class<T> root;
  private final String noun;
  private final Function<? super T, String> word;
  private final Map<String, Codec<T>> kinds;
  private final Map<String, String> former;
  private final Registered<T> registered;
  private final String unknown;

  /// Records that a program makes known while it runs, by words of their own.
  ///
  /// @param find the registered record of a word
  /// @param names the words of all of them
  /// @param isOne whether a record is of such a kind, registered or not
  /// @param codec reads and writes records of the kind of an example
  /// @param how what a message about an unknown word says about registering one
  public record Registered<T>(
      Function<String, Optional<T>> find,
      Supplier<Set<String>> names,
      Predicate<T> isOne,
      Function<T, Codec<T>> codec,
      String how) {
    private static <T> Registered<T> none() {
      return new Registered<>(_ -> Optional.empty(), Set::of, _ -> false, ObjectCodec::ofValue, "");
    }
  }

  private TaggedRecords(
      Class<T> root,
      String noun,
      Function<? super T, String> word,
      Map<String, Codec<T>> kinds,
      Map<String, String> former,
      Registered<T> registered,
      String unknown) {
    this.root = root;
    this.noun = noun;
    this.word = word;
    this.kinds = kinds;
    this.former = former;
    this.registered = registered;
    this.unknown = unknown;
  }

  /// No kinds yet.
  ///
  /// @param noun what the records are called in messages
  /// @param word gives the type name of a record
  public static <T> TaggedRecords<T> of(
      Class<T> root, String noun, Function<? super T, String> word) {
    return new TaggedRecords<>(root, noun, word, Map.of(), Map.of(), Registered.none(), UNKNOWN);
  }

  /// Adds a kind that a codec of its own reads and writes, as an object without the key `type`.
  @SuppressWarnings("unchecked") // it is given the records that have its word
  public TaggedRecords<T> plus(String name, Codec<? extends T> codec) {
    Map<String, Codec<T>> more = new LinkedHashMap<>(kinds);
    more.put(name, (Codec<T>) codec);
    return new TaggedRecords<>(root, noun, word, more, former, registered, unknown);
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
    return new TaggedRecords<>(root, noun, word, kinds, more, registered, unknown);
  }

  /// Says how a type name can be made known that isn't, and isn't a misspelt one.
  public TaggedRecords<T> unknown(String fix) {
    return new TaggedRecords<>(root, noun, word, kinds, former, registered, fix);
  }

  /// Adds a kind of one value, which its word says in full.
  public TaggedRecords<T> plusValue(T value) {
    return plus(word.apply(value), ObjectCodec.ofValue(value));
  }

  /// Adds kinds that a program makes known while it runs.
  public TaggedRecords<T> plus(Registered<T> more) {
    return new TaggedRecords<>(root, noun, word, kinds, former, more, unknown);
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
    } else if (SIDES.stream().noneMatch(object::containsKey)) {
      throw InvalidValueException.missing(SIZE);
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
    return kind != null
        ? kind
        : registered.find.apply(name).map(registered.codec).orElseThrow(() -> unknownType(name));
  }

  private InvalidValueException unknownType(String name) {
    List<String> words = words();
    return InvalidValueException.of(
            "unknown " + noun, Suggestion.of(name, words).orElse(unknown + registered.how))
        .given(Problem.quote(name))
        .expected("one of " + String.join(", ", words));
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(kinds.keySet());
    registered.names.get().stream().sorted().forEach(words::add);
    return words;
  }

  @Override
  public Map<String, Object> write(T value, RecordMapper mapper) {
    String name = word.apply(value);
    Codec<T> kind = registered.isOne.test(value) ? registered.codec.apply(value) : kinds.get(name);
    if (kind == null) {
      throw new IllegalStateException("no " + noun + " is called " + name);
    }
    Map<String, Object> entries = JsonText.object(kind.write(value, mapper));
    Object size = entries.get(SIDES.getFirst());
    boolean square = size != null && Objects.equals(size, entries.get(SIDES.getLast()));
    Map<String, Object> object = new LinkedHashMap<>(Map.of(TYPE, name));
    entries.forEach((key, entry) -> object.put(square && SIDES.contains(key) ? SIZE : key, entry));
    return object;
  }
}
