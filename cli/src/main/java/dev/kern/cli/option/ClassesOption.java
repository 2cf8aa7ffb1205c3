package dev.kern.cli.option;

import dev.kern.cli.terminal.Output;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.ClassList;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--classes FILE`: the names of a model's classes, which files from other programs seldom hold.
public final class ClassesOption {
  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description =
          "names of the model's classes, a line each, in the order of its outputs (default: as the"
              + " model has them)")
  private @Nullable Path classes;

  /// A model with the names that were given, or its own.
  ///
  /// Fails with `DataException` if the file can't be read, or has another number of names than the
  /// model has classes.
  public TrainedModel applied(TrainedModel trained, Output output) {
    if (classes == null) {
      return trained;
    }
    List<String> names = ClassList.read(classes, note -> output.err().println("note: " + note));
    try {
      return new TrainedModel(trained.model().withClasses(names), trained.weights());
    } catch (DataException e) {
      throw Problem.at(classes.toString(), "the names don't fit the model")
          .given(Problem.count(names.size()) + " names")
          .expected("a name, a line each, for " + trained.model().targets())
          .because(e)
          .fix("correct the file, or leave out --classes");
    }
  }

  /// Whether names were given.
  boolean isGiven() {
    return classes != null;
  }
}
