package dev.kern.data.file;

import java.util.List;

/// Thrown if data can't be used; the message is complete and meant for the user.
///
/// It is unchecked: a program can't fix a broken file; it usually prints the message and stops.
/// Created by [Problem].
///
/// ```
/// notMNIST.pickle, byte 125,613, key 'train_labels': the label at [7] is 10
///   given     10
///   expected  0 to 9, one of 10 classes: A, B, C, D, E, F, G, H, I, J
///   fix       a 'class_names' list in the pickle, or labels of those classes
/// ```
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // records aren't serializable by default, and nobody sends this one
  private final Problem problem;

  private final String fix;

  DataException(Problem problem, String fix) {
    super(problem.message(fix), problem.cause());
    this.problem = problem;
    this.fix = fix;
  }

  /// A copy with more about the location: `, key 'train_labels'`.
  public DataException within(String detail) {
    DataException more = new DataException(problem.within(detail), fix);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// A copy with a further step of the fix: `free some space; then kern train --resume runs/a-1`.
  public DataException then(String step) {
    DataException more = new DataException(problem, fix + "; then " + step);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// A copy with lines about what was found before it failed, such as what was left out.
  public DataException noting(List<String> lines) {
    DataException more = new DataException(problem.noting(lines), fix);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// Whether the machine or the network failed, such as a full disk, rather than the input is bad.
  /// The commands end with status 1 then, not 2.
  public boolean isFailure() {
    return problem.isFailure();
  }
}
