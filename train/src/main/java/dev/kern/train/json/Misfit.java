package dev.kern.train.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindException;

/// A value that does not fit where it stands, in the parts of an error message; Jackson adds the
/// path on its way out.
final class Misfit extends DatabindException {
  private static final long serialVersionUID = 1;

  private final String what;
  private final @Nullable String given;
  private final @Nullable String expected;
  private final String mend;
  private final String key;

  private Misfit(
      String what, @Nullable String given, @Nullable String expected, String mend, String key) {
    super(what);
    this.key = key;
    this.what = what;
    this.given = given;
    this.expected = expected;
    this.mend = mend;
  }

  static Misfit of(String what, String mend) {
    return new Misfit(what, null, null, mend, "");
  }

  /// A value that its own class refuses.
  static Misfit refused(IllegalArgumentException e) {
    return of(String.valueOf(e.getMessage()), "another value");
  }

  Misfit given(String text) {
    return new Misfit(what, text, expected, mend, key);
  }

  Misfit expected(String text) {
    return new Misfit(what, given, text, mend, key);
  }

  /// The same about a key of the object where it stands.
  Misfit key(String name) {
    return new Misfit(what, given, expected, mend, name);
  }

  /// The path of what it is about, if it stands at `path`.
  String closest(String path) {
    return key.isEmpty() || path.isEmpty() ? path + key : path + "." + key;
  }

  /// The error at its place.
  DataException at(String place) {
    Problem problem = Problem.at(place, what);
    problem = given == null ? problem : problem.given(given);
    return (expected == null ? problem : problem.expected(expected)).mend(mend);
  }
}
