package dev.kern.watch;

import dev.kern.train.LearnedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A run as the page gets it.
///
/// @param name what tells it from others on the page
/// @param state how it stands, a word of [State]
/// @param follows whether the page follows it step by step
/// @param note what there is to know about that state
/// @param network the network's name
/// @param data the data as it was named
/// @param started when it began, as in `2026-11-24T10:05:17Z`
/// @param facts what else there is to know in a line, by name
/// @param batch images per step
/// @param steps how many are planned; 0 if that isn't known
/// @param done how many are done
/// @param seconds how long it has taken
/// @param remaining how many seconds it will take at most, if that can be told
/// @param loss what the loss is called
/// @param curve what the steps measured; missing until it is asked for
/// @param scores `valid`, `test` and `quick`, by name
/// @param best the best validation accuracy so far
/// @param parts `matrix`, `mistakes` and `filters`, by name, as far as they are there
/// @param learned which network of the run can be tried, if any can
record RunView(
    String name,
    State state,
    boolean follows,
    Optional<String> note,
    String network,
    String data,
    String started,
    Map<String, String> facts,
    int batch,
    long steps,
    long done,
    double seconds,
    Optional<Double> remaining,
    String loss,
    Optional<StepCurve.Part> curve,
    Map<String, ScoreLine.Scores> scores,
    Optional<Double> best,
    Map<String, Object> parts,
    Optional<LearnedModel.Stage> learned) {

  /// How a run stands.
  enum State {
    PREPARING,
    RUNNING,
    PAUSING,
    PAUSED,
    STOPPING,
    FINISHED,
    FAILED,
    INTERRUPTED;

    /// Whether it will go on by itself, or can be told to.
    boolean isAlive() {
      return this != FINISHED && this != FAILED && this != INTERRUPTED;
    }
  }

  /// The same with its curve and all scores.
  RunView with(StepCurve.Part all, Map<String, ScoreLine.Scores> told) {
    return new RunView(
        name,
        state,
        follows,
        note,
        network,
        data,
        started,
        facts,
        batch,
        steps,
        done,
        seconds,
        remaining,
        loss,
        Optional.of(all),
        told,
        best,
        parts,
        learned);
  }

  /// How images of classes were taken.
  ///
  /// @param step after how many steps
  /// @param split which images
  /// @param images how many
  /// @param names the classes
  /// @param counts a row per true class, a column per predicted one
  record Matrix(
      long step, String split, int images, List<String> names, List<List<Integer>> counts) {}

  /// The images that the network was most wrong about.
  ///
  /// @param step after how many steps
  /// @param split which images
  /// @param images how many
  /// @param wrong how many it was wrong about
  /// @param worst the worst of them
  record Mistakes(long step, String split, int images, int wrong, List<Card> worst) {}

  /// One of them.
  ///
  /// @param image the image as a `data:` address
  /// @param label what it is
  /// @param predicted what it was taken for
  /// @param probability how sure the network was
  /// @param source where the data has it
  record Card(String image, String label, String predicted, double probability, String source) {}

  /// What the filters of the first layer look like.
  ///
  /// @param step after how many steps
  /// @param layer the variable
  /// @param count how many there are; not all are shown
  /// @param images each as a `data:` address
  record Filters(long step, String layer, int count, List<String> images) {}

  /// What the page is told.
  sealed interface News {}

  /// The curve has grown.
  record Grown(
      String run,
      StepCurve.@Nullable Part curve,
      long done,
      double seconds,
      Optional<Double> remaining)
      implements News {}

  /// The network was scored.
  ///
  /// @param scores all of them
  record Scored(String run, String split, ScoreLine.Scores scores, Optional<Double> best)
      implements News {}

  /// A part of the page is new.
  record Shown(String run, String part, Object value) implements News {}

  /// Another network of the run can be tried.
  record Learned(String run, Optional<LearnedModel.Stage> stage) implements News {}

  /// A run stands otherwise.
  record Changed(String run, State state, Optional<String> note) implements News {}

  /// A run is there, or is another one than before.
  record Arrived(RunView view) implements News {}

  /// A run is gone.
  record Gone(String run) implements News {}
}
