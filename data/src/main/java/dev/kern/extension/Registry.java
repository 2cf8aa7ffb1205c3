package dev.kern.extension;

import dev.kern.data.file.Problem;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The parts of one kind that a program has made known by name, so that files can speak of them:
/// custom layers, losses, metrics, update rules, schedules, initialisers, augmentations.
///
/// A part is a record, whose components are its settings in files, or a named function without
/// settings. The registry holds for the whole process; any thread may use it. What jars bring
/// ([Extension]) is registered when somebody first asks for a name.
///
/// @param <T> the kind of part
public final class Registry<T> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");
  private static boolean loaded;

  private final String noun;
  private final String door;
  private final Set<String> taken;
  private final Function<? super T, String> name;
  private final Function<? super T, Class<?>> type;
  private final Map<String, T> known = new ConcurrentSkipListMap<>();

  /// An empty registry.
  ///
  /// @param noun what its parts are called in messages, such as `layer`
  /// @param door the class through which users register one, such as `CustomLayers`
  /// @param taken the names of Kern's own parts
  /// @param name the name of a part
  /// @param type the class of the function that a part consists of, or its own class
  public Registry(
      String noun,
      String door,
      Set<String> taken,
      Function<? super T, String> name,
      Function<? super T, Class<?>> type) {
    this.noun = noun;
    this.door = door;
    this.taken = Set.copyOf(taken);
    this.name = name;
    this.type = type;
  }

  /// Makes a part known; once more does no harm.
  ///
  /// Fails with [IllegalArgumentException] as [#check] does, or if its name is that of a part of
  /// another class.
  public void register(T part) {
    String own = name.apply(check(part));
    T other = known.putIfAbsent(own, part);
    if (other != null && !type.apply(other).equals(type.apply(part))) {
      throw new IllegalArgumentException(
          "%s '%s' is %s already, given %s; fix: another name for one of them"
              .formatted(noun, own, type.apply(other).getName(), type.apply(part).getName()));
    }
  }

  /// The part, if files can hold it.
  ///
  /// Fails with [IllegalArgumentException] if its name is no name or that of one of Kern's own, or
  /// if it has settings and is no record whose components can be read.
  public T check(T part) {
    String own = checkName(name.apply(part));
    Class<?> given = part.getClass();
    if (!type.apply(part).equals(given) || part instanceof Enum) {
      return part;
    }
    if (!given.isRecord()) {
      throw new IllegalArgumentException(
          "%s '%s' is of the class %s, of which files can't hold the settings; fix: make it a record, or custom(\"%s\", ...) if it has none"
              .formatted(noun, own, given.getName(), own));
    }
    if (!canReach(given)) {
      throw new IllegalArgumentException(
          "%s '%s': the settings of the record %s can't be read; fix: `opens %s to %s` in its module"
              .formatted(
                  noun,
                  own,
                  given.getName(),
                  given.getPackageName(),
                  Registry.class.getModule().getName()));
    }
    return part;
  }

  private static boolean canReach(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).trySetAccessible()
          && Arrays.stream(components)
              .map(RecordComponent::getAccessor)
              .allMatch(AccessibleObject::trySetAccessible);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no constructor of its components", e);
    }
  }

  /// The name, if a part may have it.
  ///
  /// Fails with [IllegalArgumentException] if not.
  public String checkName(String given) {
    if (!NAME.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "a custom %s takes a name of letters, digits and _ that begins with a letter, given '%s'"
              .formatted(noun, given));
    }
    if (taken.contains(given)) {
      throw new IllegalArgumentException(
          "%s: the name '%s' is that of one of Kern's own; fix: another name"
              .formatted(noun, given));
    }
    return given;
  }

  /// The part of this name, as it was registered.
  public Optional<T> find(String wanted) {
    loadExtensions();
    return Optional.ofNullable(known.get(wanted));
  }

  /// The names of all registered parts, in alphabetical order.
  public Set<String> names() {
    loadExtensions();
    return Collections.unmodifiableSet(known.keySet());
  }

  /// How to make a name known, as messages say it.
  public String fix() {
    return "one of your own must be registered first: %s.register(...), or a jar with an Extension on the class path (KERN_CLASSPATH)"
        .formatted(door);
  }

  /// Lets the jars register what they bring; again after a failure, which then is reported again.
  private static synchronized void loadExtensions() {
    if (loaded) {
      return;
    }
    loaded = true; // also for names that an extension looks up
    try {
      ServiceLoader.load(Extension.class).forEach(Registry::load);
    } catch (ServiceConfigurationError e) {
      loaded = false;
      throw Problem.at("class path", "can't load an extension")
          .given(String.valueOf(e.getMessage()))
          .expected("a public class with a public constructor without parameters")
          .because(e)
          .fix("correct it, or take its jar off the class path (KERN_CLASSPATH)");
    } catch (RuntimeException e) {
      loaded = false;
      throw e;
    }
  }

  private static void load(Extension extension) {
    try {
      extension.register();
    } catch (RuntimeException | LinkageError e) {
      throw Problem.at("extension " + extension.getClass().getName(), "register() failed")
          .given(e.toString())
          .because(e)
          .fix("correct it, or take its jar off the class path (KERN_CLASSPATH)");
    }
  }
}
