package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.ScheduledRate;
import dev.kern.layer.FrozenBeginning;
import dev.kern.model.Model;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Plateau;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.Optional;

/// The network, data and session of a run, ready for the first step.
///
/// @param training the settings, with the network as it is trained
/// @param inherited what was taken over from a trained model, if the run begins with one
/// @param data the images
/// @param model the network and its task
/// @param steps how many steps are planned
/// @param schedule the learning rate
/// @param graph the graph of a step, or of one group of its images
/// @param groups the graphs of a step whose batch is cut into groups, if it is
/// @param variables what the run changes
/// @param session what computes
/// @param features what the steps take in the place of images, if frozen layers begin the network
record RunContext(
    Training training,
    Optional<WarmStart> inherited,
    Dataset data,
    Model model,
    long steps,
    ScheduledRate schedule,
    TrainingGraph graph,
    Optional<GroupGraph> groups,
    Variables variables,
    Session session,
    Optional<FrozenFeatures> features) {
  /// Checks that network and data fit, and gives the weights their first values.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes, with
  /// `DataException` if there are no training images, a batch is larger than all of them, loss,
  /// metrics or augmentation aren't made for the targets, or the model to begin with does not fit.
  static RunContext of(Training given, Dataset all) {
    Dataset data = given.part(all);
    Optional<WarmStart> inherited = given.from().map(model -> WarmStart.of(model, data));
    Training training =
        FrozenFeatures.settle(
            inherited
                .map(part -> given.from(given.from().orElseThrow(), part.network()))
                .orElse(given)
                .settled(data),
            data);
    expectFits(training, data);
    long steps = training.stepsOn(data.train().perEpoch());
    watching(training).ifPresent(what -> Training.expectValidation(data, what));
    training.batches(data.train());
    Model model = Model.of(training.network(), data);
    ScheduledRate schedule = training.schedule().over(training.optimizer().learningRate(), steps);
    Optional<FrozenBeginning> parts =
        training.network().frozenBeginning().filter(_ -> training.cacheFeatures().orElse(false));
    Model taking = parts.map(own -> FrozenFeatures.taking(own, model)).orElse(model);
    boolean grouped = training.groups() > 1;
    TrainingGraph graph =
        grouped
            ? TrainingGraph.of(taking, training.group(), TrainingGraph::rate)
            : TrainingGraph.of(taking, training, schedule);
    Graph whole = parts.isPresent() ? ModelGraphs.graph(model, 1, false) : graph.graph();
    Variables variables = Variables.of(whole);
    variables.initialize(training.seed());
    PatchWhitening.initialize(whole, variables, data.train());
    inherited.ifPresent(part -> part.weights().forEach(variables::set));
    Session session = Session.open(variables, training.engine(), training.threads());
    session.seed(training.seed());
    Optional<FrozenFeatures> features =
        parts.map(own -> new FrozenFeatures(own, model, data, session));
    return new RunContext(
        training,
        inherited,
        data,
        model,
        steps,
        schedule,
        graph,
        Optional.of(graph).filter(_ -> grouped).map(GroupGraph::of),
        variables,
        session,
        features);
  }

  /// Fails with `InsufficientMemoryException` if a step can't fit into the Java heap.
  void expectRoom() {
    if (groups.isPresent()) {
      session.plan(groups.get().fetches());
      session.plan(groups.get().moving().step());
    } else {
      session.plan(graph.fetches());
    }
  }

  /// The network that the steps train, and what it takes: all of it, or what is behind the frozen
  /// layers.
  Model taking() {
    return features.map(FrozenFeatures::taking).orElse(model);
  }

  /// A split as that network takes it.
  ///
  /// @param progress is told how far its features are, if they must be computed
  Split input(Split images, Listener progress) {
    return features.map(kept -> kept.of(images, progress)).orElse(images);
  }

  /// Refuses settings that aren't made for the targets of the data.
  ///
  /// Fails with `DataException` if loss, metrics, augmentation or what is monitored don't fit, or
  /// the batch can't be cut into the groups.
  private static void expectFits(Training training, Dataset data) {
    if (training.batch() % training.groups() != 0) {
      throw Problem.at("groups", "the batch can't be cut into groups of the same size")
          .given("%d groups, a batch of %d".formatted(training.groups(), training.batch()))
          .expected("a batch that is a multiple of the groups")
          .fix(
              "a batch of "
                  + Problem.count(
                      (long) Math.ceilDiv(training.batch(), training.groups())
                          * training.groups()));
    }
    Targets targets = data.targets();
    training.metrics().forEach(metric -> metric.expectFits(targets));
    if (!targets.areClasses() && TrainingGraph.mixes(training)) {
      throw Problem.at("augmentation", "images with such targets can't be mixed")
          .given("mixup or cutmix, and data with " + targets)
          .expected("one class per image, whose shares are mixed")
          .fix("leave out mixup and cutmix");
    }
    boolean accuracy =
        training.earlyStopping().filter(rule -> rule.monitor().equals(Monitor.ACCURACY)).isPresent()
            || (training.schedule() instanceof Plateau rule
                && rule.monitor().equals(Monitor.ACCURACY));
    if (accuracy && targets.areValues()) {
      throw Problem.at("early stopping or plateau", "there is no accuracy to monitor")
          .given("data with " + targets)
          .expected("data with classes or labels")
          .fix("monitor(Monitor.LOSS)");
    }
  }

  /// What lets validation results decide about the run.
  private static Optional<String> watching(Training training) {
    if (training.earlyStopping().isPresent()) {
      return Optional.of("early stopping");
    } else if (training.schedule() instanceof Plateau) {
      return Optional.of("the schedule plateau");
    }
    return training.keepBest().equals(Monitor.ACCURACY) // what runs keep if there is one
        ? Optional.empty()
        : Optional.of("the best network");
  }

  /// How many numbers the network learns.
  long parameters() {
    return graph.graph().trainable().stream().mapToLong(n -> n.shape().size()).sum();
  }
}
