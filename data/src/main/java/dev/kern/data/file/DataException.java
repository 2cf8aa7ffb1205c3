package dev.kern.data.file;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /// What else is wrong.
  private final transient List<DataException> others;

  DataException(Problem problem, String fix) {
    this(problem, fix, List.of());
  }

  private DataException(Problem problem, String fix, List<DataException> others) {
    super(
        Stream.concat(
                Stream.of(problem.message(fix)),
                others.stream().map(other -> other.problem.message(other.fix)))
            .collect(Collectors.joining("\n")),
        problem.cause());
    this.problem = problem;
    this.fix = fix;
    this.others = others;
  }

  /// One exception for several things that are wrong, each with its own message.
  ///
  /// @param faults one or more
  public static DataException all(List<DataException> faults) {
    List<DataException> flat =
        faults.stream().flatMap(e -> Stream.concat(Stream.of(e), e.others.stream())).toList();
    DataException first = flat.getFirst();
    return flat.size() == 1
        ? first
        : new DataException(first.problem, first.fix, flat.subList(1, flat.size()));
  }

  /// A copy with more about the location: `, key 'train_labels'`.
  public DataException within(String detail) {
    DataException more = new DataException(problem.within(detail), fix, others);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// A copy with a further step of the fix: `free some space; then kern train --resume runs/a-1`.
  public DataException then(String step) {
    DataException more = new DataException(problem, fix + "; then " + step, others);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// A copy with lines about what was found before it failed, such as what was left out.
  public DataException noting(List<String> lines) {
    DataException more = new DataException(problem.noting(lines), fix, others);
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// Whether the machine or the network failed, such as a full disk, rather than the input is bad.
  /// The commands end with status 1 then, not 2.
  public boolean isFailure() {
    return problem.isFailure();
  }
}
