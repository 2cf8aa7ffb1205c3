package dev.kern.cli.option;

import dev.kern.model.Ensemble;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// The option that makes an ensemble of a model and others.
public final class EnsembleOption {
  @Option(
      names = "--with",
      paramLabel = "RUN|MODEL",
      description = "average with what this model says; may be given several times")
  private List<Path> others = List.of();

  /// The models besides the first.
  public List<Path> others() {
    return others;
  }

  /// The ensemble of a model and the others, or that model alone.
  ///
  /// Fails with `DataException` if they don't fit.
  public TrainedModel of(TrainedModel first, Function<Path, TrainedModel> read) {
    List<TrainedModel> members = new ArrayList<>(List.of(first));
    others.forEach(path -> members.add(read.apply(path)));
    return Ensemble.of(members);
  }
}
