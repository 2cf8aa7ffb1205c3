package dev.kern.data.file;

/// Data that can't be used; the message is complete and meant for the user.
///
/// It is unchecked: a program can't fix a broken file, it can only print the message and stop, and
/// where it can go on (the next image of a folder) it knows. Made by [Problem].
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

  /// The same, with more about the place: `, key 'train_labels'`.
  public DataException within(String detail) {
    DataException more = new DataException(problem.within(detail), fix);
    more.setStackTrace(getStackTrace());
    return more;
  }
}
