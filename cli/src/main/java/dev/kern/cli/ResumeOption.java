package dev.kern.cli;

import dev.kern.data.format.Datasets;
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

/// `--resume RUN`: goes on with a run that was interrupted, with the settings that it began with.
final class ResumeOption {
  /// What may stand beside it: where the data is by now, what no bit of the result depends on.
  private static final Set<String> ALLOWED =
      Set.of(
          "--resume",
          "--data",
          "--threads",
          "--checkpoint-every",
          "--tensorboard",
          "--no-report",
          "--json",
          "--quiet",
          "--debug");

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = {
        "goes on with an interrupted run; it keeps its settings,",
        "but for --threads and --checkpoint-every"
      })
  private @Nullable Path run;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  /// The folder of the run, if one is to be resumed.
  Optional<Path> folder() {
    return Optional.ofNullable(run);
  }

  /// The data to go on with: what was named, or else what the run began with.
  static Path data(Path folder, @Nullable Path given) {
    return given != null ? given : Path.of(RunFolder.open(folder).record().data().source());
  }

  /// Takes the run up.
  Run run(Path folder, Path data, @Nullable Integer threads, @Nullable Long checkpointEvery) {
    refuseSettings();
    RunRecord begun = RunFolder.open(folder).record();
    return Run.resume(
        folder,
        Datasets.open(data, begun.data().sizing()),
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
            fix       leave %s out, or train anew with --out\
          """
              .formatted(String.join(", ", others), others.size() == 1 ? "it" : "them"));
    }
  }
}
