package dev.kern.cli;

import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.format.DatasetReader;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// `--resume RUN`: resumes an interrupted run with the settings that it began with.
final class ResumeOption {
  /// The options allowed with it: where the data is now, and what can't change the result.
  private static final Set<String> ALLOWED =
      Set.of(
          "--resume",
          "--data",
          "--threads",
          "--checkpoint-every",
          "--csv",
          "--tensorboard",
          "--watch",
          "--no-report",
          "--json",
          "--quiet",
          "--debug");

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "resume an interrupted run; its settings stay the same, except for --threads and"
              + " --checkpoint-every")
  private @Nullable Path run;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  /// The folder of the run, if one is to be resumed.
  Optional<Path> folder() {
    return Optional.ofNullable(run);
  }

  /// The data to resume with: what was named, or else what the run began with.
  static List<DataPart> data(Path folder, List<DataPart> given) {
    return given.isEmpty() ? RunFolder.open(folder).record().data().sources() : given;
  }

  /// Resumes the run.
  ///
  /// @param data where the data is, if that was named
  Run run(
      Path folder,
      List<DataPart> data,
      @Nullable Integer threads,
      @Nullable Long checkpointEvery,
      Output output) {
    refuseSettings();
    RunRecord begun = RunFolder.open(folder).record();
    Dataset images;
    try (LoadingLine line = LoadingLine.of(output)) {
      DatasetReader reader = RunFolder.open(folder).reader(line.reader());
      images = data.isEmpty() ? begun.data().open(reader) : reader.open(data);
    }
    return Run.resume(
        folder,
        images,
        threads == null ? begun.recipe().threads() : threads,
        checkpointEvery == null ? begun.recipe().checkpointEvery() : checkpointEvery);
  }

  private void refuseSettings() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    List<String> others =
        command.commandLine().getParseResult().matchedArgs().stream()
            .map(Kern::name)
            .filter(name -> !ALLOWED.contains(name))
            .toList();
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          """
          kern train: a resumed run keeps its settings
            given     --resume and %s
            fix       remove %s, or start a new run with --out\
          """
              .formatted(String.join(", ", others), others.size() == 1 ? "it" : "them"));
    }
  }
}
