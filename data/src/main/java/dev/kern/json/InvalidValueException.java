package dev.kern.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Thrown for an invalid value, with the parts of an error message. Each enclosing value adds its
/// own step to the path.
public final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String key;
  private final String what;
  private final transient UnaryOperator<Problem> details;
  private final String fix;

  private InvalidValueException(
      String path, String key, String what, UnaryOperator<Problem> details, String fix) {
    super(what);
    this.path = path;
    this.key = key;
    this.what = what;
    this.details = details;
    this.fix = fix;
  }

  /// An error at the value itself.
  public static InvalidValueException of(String what, String fix) {
    return new InvalidValueException("", "", what, UnaryOperator.identity(), fix);
  }

  /// A value rejected by its own class.
  static InvalidValueException refused(IllegalArgumentException e) {
    return of(String.valueOf(e.getMessage()), "use another value");
  }

  /// A key that an object lacks.
  static InvalidValueException missing(String key) {
    return of("missing key '" + key + "'", "add \"" + key + "\": ...");
  }

  /// A value of the wrong type.
  static InvalidValueException unfit(@Nullable Object tree, String expected) {
    return of("invalid value", "use another value")
        .given(Problem.quote(JsonText.line(tree)))
        .expected(expected);
  }

  /// A copy with what was given.
  public InvalidValueException given(String text) {
    return new InvalidValueException(path, key, what, p -> details.apply(p).given(text), fix);
  }

  /// A copy with what was expected.
  public InvalidValueException expected(String text) {
    return new InvalidValueException(path, key, what, p -> details.apply(p).expected(text), fix);
  }

  /// A copy about a key of the object.
  InvalidValueException about(String name) {
    return new InvalidValueException(path, name, what, details, fix);
  }

  /// A copy seen from the enclosing value.
  ///
  /// @param step a key, or an index such as `[3]`
  InvalidValueException within(String step) {
    String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new InvalidValueException(step + joint + path, key, what, details, fix);
  }

  /// The exception with its location.
  public DataException in(SourceLocation location) {
    String closest = key.isEmpty() || path.isEmpty() ? path + key : path + "." + key;
    return details.apply(Problem.at(location.of(path, closest), what)).fix(fix);
  }
}
