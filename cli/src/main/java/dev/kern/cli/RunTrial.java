package dev.kern.cli;

import dev.kern.model.TrainedModel;
import dev.kern.serve.TrialPage;
import dev.kern.train.LearnedModel;
import dev.kern.train.RunFolder;
import dev.kern.watch.Trial;
import dev.kern.web.WebServer;
import java.util.Optional;
import java.util.function.Function;

/// The networks of runs, for people to try: what each run has learned so far.
final class RunTrial implements Trial {
  @Override
  public void addTo(
      WebServer.Builder server, String path, Function<String, Optional<RunFolder>> runs) {
    TrialPage.addTo(
        server, path, name -> runs.apply(name).flatMap(RunFolder::learned).map(Learned::new));
  }

  /// What a run has learned.
  private record Learned(LearnedModel model) implements TrialPage.Candidate {
    @Override
    public TrainedModel read() {
      return model.read();
    }

    @Override
    public String note() {
      String run = model.run().name();
      return switch (model.stage()) {
        case TRAINED -> "This is what the run %s has learned.".formatted(run);
        case BEST ->
            "This is the best network so far of the run %s; a better one takes its place."
                .formatted(run);
        case CHECKPOINT ->
            "This is the last checkpoint of the run %s; the next one takes its place."
                .formatted(run);
      };
    }
  }
}
