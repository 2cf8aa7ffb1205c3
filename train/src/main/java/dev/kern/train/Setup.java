package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.graph.Schedule;
import dev.kern.optimize.RateSchedule;
import dev.kern.run.Session;
import dev.kern.run.Variables;

/// Everything that a run is made of, ready for the first step.
///
/// @param training the settings
/// @param data the pictures
/// @param model the network and its task
/// @param steps how many steps are planned
/// @param schedule the learning rate
/// @param graph the graph of a step
/// @param variables what the run changes
/// @param session what computes
record Setup(
    Training training,
    Dataset data,
    Model model,
    long steps,
    Schedule schedule,
    TrainingGraph graph,
    Variables variables,
    Session session) {
  /// Checks that network and data fit, and gives the weights their first values.
  ///
  /// Fails with `ShapeException` if the network does not fit the pictures or the classes, with
  /// `DataException` if there are no training pictures or a batch is larger than all of them.
  static Setup of(Training training, Dataset data) {
    long steps = training.stepsOn(data.train().count());
    if (watches(training)) {
      data.valid();
    }
    training.order().of(data.train(), training.batch(), training.seed());
    Model model = Model.of(training.network(), data);
    Schedule schedule = training.schedule().over(training.optimizer().learningRate(), steps);
    TrainingGraph graph = TrainingGraph.of(model, training, schedule);
    Variables variables = Variables.of(graph.graph());
    variables.initialize(training.seed());
    Session session = Session.open(variables, training.engine(), training.threads());
    session.seed(training.seed());
    return new Setup(training, data, model, steps, schedule, graph, variables, session);
  }

  /// Whether validation results decide about the run.
  private static boolean watches(Training training) {
    return training.earlyStopping().isPresent()
        || training.schedule() instanceof RateSchedule.Plateau;
  }

  /// How many numbers the network learns.
  long parameters() {
    return graph.graph().trainable().stream().mapToLong(n -> n.shape().size()).sum();
  }
}
