package dev.kern.watch;

import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.ShellWord;
import dev.kern.train.LearnedModel;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The runs in a folder, whatever programs train them. A run is read anew when its log has grown.
final class PastRuns {
  private final Path folder;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> leftOut = new HashSet<>();

  /// What a page found out when it was opened, and others don't know yet.
  private final List<RunView.News> untold = new ArrayList<>();

  /// A run as it was last seen.
  private record Entry(RunFolder run, FileTime changed, RunView view) {}

  /// @param folder need not exist
  PastRuns(Path folder) {
    this.folder = folder;
  }

  /// Fails with `DataException` if a folder can't be read.
  static void expectReadable(Path folder) {
    RunSummary.in(folder);
  }

  /// Leaves out a run that this program trains.
  synchronized void leaveOut(String name) {
    leftOut.add(name);
    entries.remove(name);
    untold.removeIf(news -> news instanceof RunView.Arrived(var view) && view.name().equals(name));
  }

  /// All runs, without their curves.
  synchronized Map<String, RunView> views() {
    look(untold);
    Map<String, RunView> views = new LinkedHashMap<>();
    entries.forEach((name, entry) -> views.put(name, entry.view()));
    return views;
  }

  /// A run with its curve.
  synchronized Optional<RunView> view(String name) {
    return Optional.ofNullable(entries.get(name)).map(entry -> whole(entry.run(), entry.view()));
  }

  /// The folder of a run.
  synchronized Optional<RunFolder> folder(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::run);
  }

  /// What has changed since the last time.
  synchronized List<RunView.News> scan() {
    List<RunView.News> news = new ArrayList<>(untold);
    untold.clear();
    look(news);
    return news;
  }

  private void look(List<RunView.News> news) {
    Set<String> gone = new HashSet<>(entries.keySet());
    for (RunFolder run : runs()) {
      if (leftOut.contains(run.name())) {
        continue;
      }
      gone.remove(run.name());
      look(run).ifPresent(view -> news.add(new RunView.Arrived(view)));
    }
    gone.forEach(
        name -> {
          entries.remove(name);
          news.add(new RunView.Gone(name));
        });
  }

  private List<RunFolder> runs() {
    try {
      return FileStatus.isFolder(folder) ? RunSummary.in(folder) : List.of();
    } catch (DataException _) {
      return List.of(); // the folder was deleted meanwhile
    }
  }

  /// A run, if it is another than before. One whose files can't be read is left out: it must not
  /// hide the others.
  private Optional<RunView> look(RunFolder run) {
    Entry known = entries.get(run.name());
    FileTime changed = changed(run);
    boolean rests = known != null && known.view().state() != RunView.State.RUNNING;
    if (known != null && rests && known.changed().equals(changed)) {
      return Optional.empty();
    }
    try {
      RunView view = view(run);
      entries.put(run.name(), new Entry(run, changed, view));
      return known != null && known.view().equals(view) ? Optional.empty() : Optional.of(view);
    } catch (DataException _) {
      return Optional.empty();
    }
  }

  private static FileTime changed(RunFolder run) {
    try {
      return Files.getLastModifiedTime(run.events());
    } catch (IOException _) {
      return FileTime.fromMillis(0); // it has no log yet
    }
  }

  private static RunView view(RunFolder run) {
    RunSummary summary = RunSummary.of(run);
    RunFacts facts = RunFacts.of(run);
    RunView.State state =
        switch (summary.state()) {
          case RUNNING -> RunView.State.RUNNING;
          case FINISHED -> RunView.State.FINISHED;
          case FAILED -> RunView.State.FAILED;
          case INTERRUPTED -> RunView.State.INTERRUPTED;
        };
    return new RunView(
        facts.name(),
        state,
        false,
        state == RunView.State.INTERRUPTED
            ? Optional.of("To go on: kern train --resume " + ShellWord.of(run.path()))
            : Optional.empty(),
        facts.network(),
        facts.data(),
        facts.started(),
        facts.more(),
        facts.batch(),
        summary.plannedSteps(),
        summary.steps(),
        summary.seconds().orElse(0.0),
        Optional.empty(),
        facts.loss(),
        Optional.empty(),
        scores(summary),
        summary.bestValidationAccuracy(),
        Map.of(),
        run.learned().map(LearnedModel::stage));
  }

  /// The last scores alone.
  private static Map<String, ScoreLine.Scores> scores(RunSummary summary) {
    Map<String, ScoreLine.Scores> scores = new LinkedHashMap<>();
    summary
        .validationLoss()
        .ifPresent(
            loss ->
                scores.put(
                    "valid",
                    last(summary.steps(), loss, summary.validationAccuracy().orElse(Double.NaN))));
    summary
        .testAccuracy()
        .ifPresent(accuracy -> scores.put("test", last(summary.steps(), Double.NaN, accuracy)));
    return scores;
  }

  private static ScoreLine.Scores last(long step, double loss, double accuracy) {
    ScoreLine line = new ScoreLine();
    line.add(step, loss, accuracy, 0);
    return line.all();
  }

  private static RunView whole(RunFolder run, RunView view) {
    StepCurve curve = new StepCurve(view.batch());
    PastCurve past = PastCurve.of(run.history(), curve);
    Map<String, ScoreLine.Scores> scores = new LinkedHashMap<>();
    past.lines().forEach((split, line) -> scores.put(split, line.all()));
    return view.with(curve.all(), scores);
  }
}
