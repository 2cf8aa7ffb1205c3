package dev.kern.train;

import static dev.kern.layer.Layer.activation;
import static dev.kern.layer.Layer.add;
import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.gate;
import static dev.kern.layer.Layer.gelu;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.layerNorm;
import static dev.kern.layer.Layer.localResponse;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.prelu;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.sigmoid;
import static dev.kern.layer.Layer.silu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Batch;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Targets;
import dev.kern.data.augment.Augmentation;
import dev.kern.graph.ScheduledRate;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.math.Activation;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.train.notebook.Preset;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A training step on the vector loops allocates nothing once it is compiled.
class AllocationTest {
  private static final int ROUND = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParameterizedTest
  @EnumSource
  void allocatesNothingAfterTheFirstSteps(Preset preset) throws ReflectiveOperationException {
    Model model =
        new Model(
            preset.network(10),
            new ImageShape(28, 28, 1),
            IntStream.range(0, 10).mapToObj(Integer::toString).toList());
    expectNoAllocation(model, preset.training(10));
  }

  @ParameterizedTest
  @EnumSource(names = {"VALUES", "LABELS"})
  void allocatesNothingForOtherTargets(Targets.Kind kind) throws ReflectiveOperationException {
    Targets targets = new Targets(kind, List.of("a", "b", "c"), Map.of());
    Network network = Network.of(flatten(), dense(16), relu(), dense(3));
    Model model =
        new Model(
            network,
            new ImageShape(8, 8, 1),
            targets,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    expectNoAllocation(model, Training.of(network).loss(Loss.usual(targets)));
  }

  /// Fewer than the longest vectors hold, as many, and more that don't fill the last one.
  @ParameterizedTest
  @ValueSource(ints = {9, 16, 17, 100})
  void allocatesNothingForAnyNumberOfClasses(int classes) throws ReflectiveOperationException {
    Network network = Network.of(flatten(), dense(8), relu(), dense(classes));
    Model model =
        new Model(
            network,
            new ImageShape(8, 8, 1),
            IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    expectNoAllocation(model, Training.of(network));
  }

  /// A weight matrix that is packed anew in each step.
  @Test
  void allocatesNothingForLargeProducts() throws ReflectiveOperationException {
    Network network = Network.of(flatten(), dense(1024), relu(), dense(1024), relu(), dense(3));
    Model model = new Model(network, new ImageShape(8, 8, 1), List.of("a", "b", "c"));
    expectNoAllocation(model, Training.of(network).batch(64));
  }

  @ParameterizedTest
  @EnumSource
  void allocatesNothingForAnyActivation(Activation f) throws ReflectiveOperationException {
    Network network = Network.of(flatten(), dense(17), activation(f), dense(3));
    Model model = new Model(network, new ImageShape(8, 8, 1), List.of("a", "b", "c"));
    expectNoAllocation(model, Training.of(network));
  }

  /// Channels that don't fill their last vector, or take more than one strip of filters.
  @ParameterizedTest
  @ValueSource(ints = {9, 17, 128})
  void allocatesNothingInAnyLayer(int channels) throws ReflectiveOperationException {
    Network network =
        Network.of(
            conv(channels, 3),
            batchNorm(),
            prelu(),
            depthwise(3),
            layerNorm(),
            gelu(),
            gate(globalAveragePool(), dense(4), relu(), dense(channels), sigmoid()),
            maxPool(3),
            conv(channels, 1),
            silu(),
            averagePool(2),
            localResponse(3),
            dropout(),
            flatten(),
            dense(3));
    Model model = new Model(network, new ImageShape(8, 8, 1), List.of("a", "b", "c"));
    expectNoAllocation(model, Training.of(network));
  }

  /// Filters that are packed in several strips, with and without a fast algorithm, and what follows
  /// them.
  @Test
  void allocatesNothingForManyFilters() throws ReflectiveOperationException {
    Network network =
        Network.of(
            conv(128, 3).stride(2),
            batchNorm(),
            activation(Activation.GELU),
            conv(128, 3),
            maxPool(2),
            batchNorm(),
            relu(),
            add(
                branch(conv(160, 1), depthwise(3), batchNorm(), conv(128, 1), batchNorm()),
                branch()),
            relu(),
            globalAveragePool(),
            dense(10));
    Model model =
        new Model(
            network,
            new ImageShape(16, 16, 3),
            IntStream.range(0, 10).mapToObj(Integer::toString).toList());
    expectNoAllocation(model, Training.of(network).batch(8));
  }

  private static void expectNoAllocation(Model model, Training training)
      throws ReflectiveOperationException {
    TrainingGraph step =
        TrainingGraph.of(model, training, ScheduledRate.exponential(0.05, 9, 0.9, true));
    Variables variables = Variables.of(step.graph());
    try (Session session = Session.open(variables, Engine.VECTOR, 2)) {
      Plan plan = session.plan(step.fetches());
      expectNothingAllocated(plan::run);
    }
  }

  @Test
  void customLoopAllocatesNothing() throws ReflectiveOperationException {
    Dataset data = Toys.bars(32, 0, 0);
    Network network = Network.of(conv(8, 3), batchNorm(), relu(), flatten(), dense(3));
    Training training = Training.of(network).threads(2).clipNorm(1);
    Batch batch = data.train().batches(16).iterator().next();
    try (TrainStep step = TrainStep.of(training, data)) {
      expectNothingAllocated(() -> step.run(batch));
    }
    try (TrainStep step = TrainStep.of(training, data)) {
      expectNothingAllocated(
          () -> {
            step.gradients(batch);
            step.accumulate(batch);
            step.update();
            step.accuracy();
          });
    }
  }

  /// The whole loop's step, with augmentation.
  @Test
  void groupsAllocateNothing() throws ReflectiveOperationException {
    Dataset data = Toys.bars(32, 0, 0);
    Network network = Network.of(conv(8, 3), batchNorm(), relu(), dropout(), flatten(), dense(3));
    Training training =
        Training.of(network)
            .batch(16)
            .groups(4)
            .threads(2)
            .clipNorm(1)
            .augment(Augmentation.shift(1));
    RunContext context = RunContext.of(training, data);
    try (Session _ = context.session()) {
      StepRunner steps = new StepRunner(context, data.train(), Optional.empty());
      long[] step = {0};
      expectNothingAllocated(
          () -> {
            steps.run(step[0]++);
            steps.correct();
          });
    }
  }

  private static void expectNothingAllocated(Runnable step) throws ReflectiveOperationException {
    step.run();
    Bytes bytes = new Bytes();
    // The first steps load classes and are interpreted, for longer where the compiler has to wait;
    // from some round on there must be none, but for what counting itself allocates.
    long end = System.nanoTime() + PATIENCE.toNanos();
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() - end < 0) {
      long before = bytes.allocated();
      long counting = bytes.allocated() - before;
      before = bytes.allocated();
      for (int i = 0; i < ROUND; i++) {
        step.run();
      }
      least = Math.min(least, bytes.allocated() - before - counting);
    }
    assertThat(least).as("bytes allocated by %d steps", ROUND).isNotPositive();
  }

  /// Bytes allocated by this thread and the workers, found by reflection, since the module under
  /// test doesn't read the JDK's management module.
  private static final class Bytes {
    private final Object bean;
    private final Method count;
    private final Long[] ids;

    Bytes() throws ReflectiveOperationException {
      bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      count =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
      ids =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t == Thread.currentThread() || t.getName().startsWith("kern-worker"))
              .map(Thread::threadId)
              .toArray(Long[]::new);
      assertThat(Arrays.asList(ids)).hasSizeGreaterThan(1);
    }

    long allocated() throws ReflectiveOperationException {
      long sum = 0;
      for (Long id : ids) {
        sum += (long) count.invoke(bean, id);
      }
      return sum;
    }
  }
}
