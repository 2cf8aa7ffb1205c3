package dev.kern.json;

import dev.kern.data.file.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Objects with a key per component of a record, or per field of a class: no others, none missing
/// but those that have a default, are [Optional] or are left out where they are empty.
public final class ObjectCodec<T> implements Codec<T> {
  /// What records look like, found out once per class and when it is first needed.
  private static final ClassValue<Structure> RECORDS =
      new ClassValue<>() {
        @Override
        protected Structure computeValue(Class<?> type) {
          return ofComponents(type);
        }
      };

  private final Supplier<Structure> structure;
  private final @Nullable T defaults;
  private final Set<String> required;

  /// The keys whose values stand for those of others that are missing.
  private final Map<String, String> substitutes;

  /// What an object consists of.
  ///
  /// @param holds whether a value is such an object
  private record Structure(Map<String, Member> components, Maker maker, Predicate<Object> holds) {}

  /// A value in an object.
  private record Member(Type type, Getter getter, boolean omitsEmpty) {
    Object of(Object whole) {
      try {
        return getter.get(whole);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a value of " + whole.getClass() + " can't be read", e);
      }
    }
  }

  @FunctionalInterface
  private interface Getter {
    Object get(Object whole) throws ReflectiveOperationException;
  }

  @FunctionalInterface
  private interface Maker {
    Object make(Object[] values) throws ReflectiveOperationException;
  }

  private ObjectCodec(Supplier<Structure> structure, @Nullable T defaults, Set<String> required) {
    this(structure, defaults, required, Map.of());
  }

  private ObjectCodec(
      Supplier<Structure> structure,
      @Nullable T defaults,
      Set<String> required,
      Map<String, String> substitutes) {
    this.structure = structure;
    this.defaults = defaults;
    this.required = required;
    this.substitutes = substitutes;
  }

  /// The same, with the value of another key in the place of one that is missing.
  public ObjectCodec<T> substitute(String missing, String other) {
    return new ObjectCodec<>(structure, defaults, required, Map.of(missing, other));
  }

  /// Records that want every component.
  public static <T> ObjectCodec<T> ofRecord(Class<T> type) {
    return new ObjectCodec<>(() -> RECORDS.get(type), null, Set.of());
  }

  /// Records that take what is missing from `defaults`, but for the `required` components.
  public static <T> ObjectCodec<T> ofRecord(T defaults, String... required) {
    return new ObjectCodec<>(() -> RECORDS.get(defaults.getClass()), defaults, Set.of(required));
  }

  /// Records whose last component is a record too: the keys of both stand beside one another. What
  /// is missing is taken from `defaults`, but for the `required` components.
  static <T> ObjectCodec<T> ofFlatRecord(T defaults, String... required) {
    return new ObjectCodec<>(() -> flat(defaults), defaults, Set.of(required));
  }

  private static Structure flat(Object defaults) {
    Structure whole = RECORDS.get(defaults.getClass());
    Map<String, Member> components = new LinkedHashMap<>(whole.components);
    int own = components.size() - 1;
    String last = List.copyOf(components.keySet()).getLast();
    Member part = Objects.requireNonNull(components.remove(last));
    Structure inner = RECORDS.get(part.of(defaults).getClass());
    inner.components.forEach(
        (key, component) -> {
          Getter getter = value -> component.getter.get(part.getter.get(value));
          components.put(key, new Member(component.type, getter, component.omitsEmpty));
        });
    Maker maker =
        values -> {
          Object[] outer = Arrays.copyOf(values, own + 1);
          outer[own] = inner.maker.make(Arrays.copyOfRange(values, own, values.length));
          return whole.maker.make(outer);
        };
    return new Structure(
        components, maker, value -> whole.holds.test(value) && inner.holds.test(part.of(value)));
  }

  /// A record as [#ofRecord(Object, String...)] has it, anything else as [#ofValue].
  public static <T> ObjectCodec<T> ofExample(T example) {
    return example instanceof Record ? ofRecord(example) : ofValue(example);
  }

  /// The one value that an object without keys stands for.
  public static <T> ObjectCodec<T> ofValue(T value) {
    Structure structure = new Structure(Map.of(), _ -> value, value::equals);
    return new ObjectCodec<>(() -> structure, value, Set.of());
  }

  /// A class whose fields are the keys, but for the transient ones.
  ///
  /// @param defaults what missing keys are taken from, but for the `required` ones
  /// @param copy makes the copy that the fields are set in
  /// @param check checks a copy; fails with [IllegalArgumentException]
  public static <T> ObjectCodec<T> ofFields(
      T defaults, UnaryOperator<T> copy, UnaryOperator<T> check, String... required) {
    List<Field> fields =
        Arrays.stream(defaults.getClass().getDeclaredFields())
            .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
            .toList();
    Map<String, Member> components = new LinkedHashMap<>();
    for (Field field : fields) {
      field.trySetAccessible();
      Key key = field.getAnnotation(Key.class);
      components.put(
          key == null || key.value().isEmpty() ? field.getName() : key.value(),
          new Member(field.getGenericType(), field::get, key != null && key.omitEmpty()));
    }
    Maker maker =
        values -> {
          T made = copy.apply(defaults);
          for (int i = 0; i < values.length; i++) {
            fields.get(i).set(made, values[i]);
          }
          return check.apply(made);
        };
    Structure structure = new Structure(components, maker, defaults.getClass()::isInstance);
    return new ObjectCodec<>(() -> structure, defaults, Set.of(required));
  }

  private static Structure ofComponents(Class<?> type) {
    Map<String, Member> components = new LinkedHashMap<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Method accessor = component.getAccessor();
      accessor.trySetAccessible();
      Key key = accessor.getAnnotation(Key.class);
      components.put(
          key == null || key.value().isEmpty() ? component.getName() : key.value(),
          new Member(component.getGenericType(), accessor::invoke, key != null && key.omitEmpty()));
      types.add(component.getType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      constructor.trySetAccessible();
      return new Structure(components, constructor::newInstance, type::isInstance);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no constructor of its components", e);
    }
  }

  /// The keys.
  Set<String> keys() {
    return structure.get().components.keySet();
  }

  /// Whether a value is one of those that this reads and writes.
  boolean holds(T value) {
    return structure.get().holds.test(value);
  }

  @Override
  public @Nullable T read(@Nullable Object tree, RecordMapper mapper) {
    if (tree == null) {
      return null;
    }
    if (!(tree instanceof Map)) {
      throw InvalidValueException.of("not an object", "enclose the settings in braces: {...}")
          .given(Problem.quote(JsonText.line(tree)))
          .expected("an object with the keys " + String.join(", ", keys()));
    }
    Map<String, Object> object = JsonText.object(tree);
    expectKnown(object, keys());
    expectNoneMissing(missing(object));
    List<Object> values = new ArrayList<>();
    List<InvalidValueException> faults = new ArrayList<>();
    structure
        .get()
        .components
        .forEach(
            (key, component) -> {
              try {
                values.add(value(key, component, object, mapper));
              } catch (InvalidValueException e) {
                faults.add(e);
              }
            });
    if (!faults.isEmpty()) {
      throw InvalidValueException.all(faults);
    }
    return make(values.toArray());
  }

  /// Refuses keys that are not known.
  ///
  /// Fails with [InvalidValueException] if there are some, which names the first ones.
  public static void expectKnown(Map<String, Object> object, Collection<String> known) {
    List<InvalidValueException> unknown =
        object.keySet().stream()
            .filter(key -> !known.contains(key))
            .map(
                key ->
                    InvalidValueException.of(
                            "unknown key",
                            Suggestion.of(key, known).orElse("remove it, or check its spelling"))
                        .about(key)
                        .given(Problem.quote(key))
                        .expected("one of the keys " + String.join(", ", known)))
            .toList();
    if (!unknown.isEmpty()) {
      throw InvalidValueException.all(unknown);
    }
  }

  /// The keys that an object lacks and that nothing stands for.
  List<String> missing(Map<String, Object> object) {
    List<String> missing = new ArrayList<>();
    structure
        .get()
        .components
        .forEach(
            (key, component) -> {
              boolean given = object.containsKey(key);
              boolean usual = defaults != null && !required.contains(key);
              boolean empty = RecordMapper.isOptional(component.type) || component.omitsEmpty;
              if (!given && !usual && !empty) {
                missing.add(key);
              }
            });
    return missing;
  }

  /// Refuses an object that lacks keys.
  ///
  /// Fails with [InvalidValueException] if there are some, which names them all.
  static void expectNoneMissing(List<String> missing) {
    if (!missing.isEmpty()) {
      throw InvalidValueException.missing(missing);
    }
  }

  private Object value(
      String key, Member component, Map<String, Object> object, RecordMapper mapper) {
    String given = object.containsKey(key) ? key : substitutes.getOrDefault(key, key);
    if (!object.containsKey(given)) {
      if (defaults != null && !required.contains(key)) {
        return component.of(defaults);
      }
      if (RecordMapper.isOptional(component.type)) {
        return Optional.empty();
      }
      return RecordMapper.isMap(component.type) ? Map.of() : List.of();
    }
    Object value = mapper.read(object.get(given), component.type, key);
    if (value == null) {
      throw InvalidValueException.of("a value is missing", "provide one, or leave out the key")
          .given("null")
          .within(key);
    }
    return value;
  }

  @SuppressWarnings("unchecked") // a maker makes what its structure belongs to
  private T make(Object[] values) {
    try {
      return (T) structure.get().maker.make(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw InvalidValueException.refused(refused);
      }
      throw new IllegalStateException("an object can't be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an object can't be made", e);
    }
  }

  private static boolean isEmpty(Object part) {
    return Optional.empty().equals(part) || List.of().equals(part) || Map.of().equals(part);
  }

  @Override
  public Map<String, Object> write(T value, RecordMapper mapper) {
    Map<String, Object> object = new LinkedHashMap<>();
    structure
        .get()
        .components
        .forEach(
            (key, component) -> {
              Object part = component.of(value);
              if (!component.omitsEmpty || !isEmpty(part)) {
                object.put(key, mapper.tree(part));
              }
            });
    return object;
  }
}
