package dev.kern.watch;

import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunRecord;
import dev.kern.train.Training;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of a run before its first step.
///
/// @param name its folder's name, or that of the network
/// @param network the network's name
/// @param data the data as it was named
/// @param started when it began
/// @param batch images per step
/// @param loss what the loss is called
/// @param more what else there is to know, by name
record RunFacts(
    String name,
    String network,
    String data,
    String started,
    int batch,
    String loss,
    Map<String, String> more) {
  private static final String SERVE = "serve";

  /// Letters that have room beside an axis.
  private static final int LONGEST_LOSS = 32;

  /// Of a run that is about to train.
  static RunFacts of(Run run) {
    Training training = run.training();
    Map<String, String> more = new LinkedHashMap<>();
    long parameters =
        run.variables().slices().stream().mapToLong(slice -> slice.shape().size()).sum();
    more.put("parameters", Problem.count(parameters));
    for (SplitName split : SplitName.values()) {
      run.data()
          .split(split)
          .ifPresent(images -> more.put(split.key(), Problem.count(images.count())));
    }
    more.put("batch", Problem.count(training.batch()));
    more.put("seed", Long.toString(training.seed()));
    more.put("threads", Integer.toString(training.threads()));
    if (!run.data().targets().areClasses()) {
      more.put("classes", "no");
    }
    run.folder().ifPresent(folder -> more.put(SERVE, serve(folder)));
    if (LiveRun.filters(run).isEmpty()) {
      more.put("filters", "no");
    }
    return new RunFacts(
        run.folder().map(RunFolder::name).orElse(training.network().name()),
        training.network().name(),
        run.data().provenance().source(),
        run.folder()
            .map(folder -> folder.record().started())
            .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
        training.batch(),
        loss(training),
        more);
  }

  /// Of a run in a folder.
  static RunFacts of(RunFolder folder) {
    RunRecord record = folder.record();
    Training training = record.recipe();
    Map<String, String> more = new LinkedHashMap<>();
    record.data().images().forEach((split, count) -> more.put(split, Problem.count(count)));
    more.put("batch", Problem.count(training.batch()));
    more.put("seed", Long.toString(training.seed()));
    more.put(SERVE, serve(folder));
    return new RunFacts(
        folder.name(),
        training.network().name(),
        record.data().source(),
        record.started(),
        training.batch(),
        loss(training),
        more);
  }

  /// The command that serves the run's network.
  private static String serve(RunFolder folder) {
    return "kern serve " + ShellWord.of(folder.path());
  }

  private static String loss(Training training) {
    String words = training.loss().toString();
    return words.length() > LONGEST_LOSS ? "loss" : words;
  }
}
