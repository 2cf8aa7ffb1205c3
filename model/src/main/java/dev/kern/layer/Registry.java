package dev.kern.layer;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Things of one kind that a program has made known by name, so that files can speak of them:
/// custom layers, initializers, update rules, schedules.
///
/// Holds for the whole process; any thread may use it. Those that jars bring as a service are
/// looked up when somebody first asks for a name.
///
/// @param <T> the kind of thing
public final class Registry<T> {
  /// A digit at the end would mix up with the numbers that tell layers of a kind apart.
  private static final Pattern NAME = Pattern.compile("[A-Za-z]([A-Za-z0-9_]*[A-Za-z_])?");

  private final String noun;
  private final Function<? super T, String> name;
  private final Function<? super T, Class<?>> type;
  private final Set<String> builtIn;
  private final Supplier<Stream<T>> provided;
  private final Map<String, T> known = new ConcurrentSkipListMap<>();
  private boolean loaded;

  /// An empty registry.
  ///
  /// @param noun what its members are called in messages, such as `layer`
  /// @param name the name of a member
  /// @param type what tells two members of one name apart, such as their class
  /// @param builtIn the names that are taken
  /// @param provided those that jars bring as a service
  public Registry(
      String noun,
      Function<? super T, String> name,
      Function<? super T, Class<?>> type,
      Set<String> builtIn,
      Supplier<Stream<T>> provided) {
    this.noun = noun;
    this.name = name;
    this.type = type;
    this.builtIn = Set.copyOf(builtIn);
    this.provided = provided;
  }

  /// Makes a member known; once more does no harm.
  ///
  /// Fails with [IllegalArgumentException] if its name is no name, or that of a built-in or of
  /// another class.
  public void register(T member) {
    String own = checkName(name.apply(member));
    T other = known.putIfAbsent(own, member);
    if (other != null && !type.apply(other).equals(type.apply(member))) {
      throw new IllegalArgumentException(
          "%s '%s' is %s already, given %s; fix: another name for one of them"
              .formatted(noun, own, type.apply(other).getName(), type.apply(member).getName()));
    }
  }

  /// The name, if a member may have it.
  ///
  /// Fails with [IllegalArgumentException] if not.
  public String checkName(String given) {
    if (!NAME.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "a custom %s takes a name of letters, digits and _ that neither begins nor ends with a digit, given '%s'"
              .formatted(noun, given));
    }
    if (builtIn.contains(given)) {
      throw new IllegalArgumentException(
          "%s: the name '%s' is that of one of Kern's own; fix: another name"
              .formatted(noun, given));
    }
    return given;
  }

  /// The member of this name.
  public Optional<T> find(String wanted) {
    loadProvided();
    return Optional.ofNullable(known.get(wanted));
  }

  /// The names of all members.
  public Set<String> names() {
    loadProvided();
    return Set.copyOf(known.keySet());
  }

  private synchronized void loadProvided() {
    if (loaded) {
      return;
    }
    loaded = true;
    try {
      provided.get().forEach(this::register);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "a jar's custom %ss can't be loaded: %s; fix: a public provider with a public constructor without parameters"
              .formatted(noun, e.getMessage()),
          e);
    }
  }
}
