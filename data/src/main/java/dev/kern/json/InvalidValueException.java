package dev.kern.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Thrown for an invalid value, with the parts of an error message. Each enclosing value adds its
/// own step to the path.
public final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// As many are told at once; the others are counted.
  static final int MOST = 10;

  private final String path;
  private final String key;
  private final String what;
  private final transient UnaryOperator<Problem> details;
  private final String fix;

  /// What else is wrong, at other places.
  private final transient List<InvalidValueException> further;

  /// How many more there are.
  private final int untold;

  private InvalidValueException(
      String path,
      String key,
      String what,
      UnaryOperator<Problem> details,
      String fix,
      List<InvalidValueException> further,
      int untold) {
    super(what);
    this.path = path;
    this.key = key;
    this.what = what;
    this.details = details;
    this.fix = fix;
    this.further = further;
    this.untold = untold;
  }

  /// An error at the value itself.
  public static InvalidValueException of(String what, String fix) {
    return new InvalidValueException("", "", what, UnaryOperator.identity(), fix, List.of(), 0);
  }

  /// A value rejected by its own class.
  static InvalidValueException refused(IllegalArgumentException e) {
    return of(String.valueOf(e.getMessage()), "use another value");
  }

  /// Keys that an object lacks.
  static InvalidValueException missing(List<String> keys) {
    return of(
        keys.stream()
            .collect(
                Collectors.joining("', '", "missing key" + (keys.size() == 1 ? " '" : "s '"), "'")),
        keys.stream().map("\"%s\": ..."::formatted).collect(Collectors.joining(", ", "add ", "")));
  }

  /// A value of the wrong type.
  static InvalidValueException unfit(@Nullable Object tree, String expected) {
    return of("invalid value", "use another value")
        .given(Problem.quote(JsonText.line(tree)))
        .expected(expected);
  }

  /// A copy with what was given.
  public InvalidValueException given(String text) {
    return new InvalidValueException(
        path, key, what, p -> details.apply(p).given(text), fix, further, untold);
  }

  /// A copy with what was expected.
  public InvalidValueException expected(String text) {
    return new InvalidValueException(
        path, key, what, p -> details.apply(p).expected(text), fix, further, untold);
  }

  /// A copy about a key of the object.
  InvalidValueException about(String name) {
    return new InvalidValueException(path, name, what, details, fix, further, untold);
  }

  /// A copy seen from the enclosing value.
  ///
  /// @param step a key, or an index such as `[3]`
  InvalidValueException within(String step) {
    String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new InvalidValueException(
        step + joint + path,
        key,
        what,
        details,
        fix,
        further.stream().map(other -> other.within(step)).toList(),
        untold);
  }

  /// One exception for values that are wrong at several places.
  static InvalidValueException all(List<InvalidValueException> faults) {
    List<InvalidValueException> flat =
        faults.stream().flatMap(e -> Stream.concat(Stream.of(e), e.further.stream())).toList();
    List<InvalidValueException> told = flat.subList(0, Math.min(MOST, flat.size()));
    int untold = flat.size() - told.size() + faults.stream().mapToInt(e -> e.untold).sum();
    InvalidValueException first = told.getFirst();
    return new InvalidValueException(
        first.path,
        first.key,
        first.what,
        first.details,
        first.fix,
        told.subList(1, told.size()),
        untold);
  }

  /// The exception with its location.
  public DataException in(SourceLocation location) {
    List<DataException> faults = new ArrayList<>();
    Stream.concat(Stream.of(this), further.stream())
        .map(e -> e.details.apply(Problem.at(e.where(location), e.what)).fix(e.fix))
        .forEach(faults::add);
    if (untold > 0) {
      faults.add(
          faults.removeLast().noting(List.of(untold + " more faults in this file aren't listed")));
    }
    return DataException.all(faults);
  }

  private String where(SourceLocation location) {
    String closest = key.isEmpty() || path.isEmpty() ? path + key : path + "." + key;
    return location.of(path, closest);
  }
}
