package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.AddBias;
import dev.kern.graph.BatchMean;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Initializer;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.Minimize;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import dev.kern.graph.UpdateRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a plan is fed with and what is read from it, by every engine.
final class PlanTest {
  private static final String PLACEHOLDERS = "placeholder 'x' f32[2, 3]";

  private final Graph graph = new Graph();
  private final Node x = graph.placeholder("x", Shape.of(2, 3));
  private final Node labels = graph.placeholder("labels", DType.I32, Shape.of(2));
  private final Node weights = graph.variable("weights", Shape.of(3, 2), Initializer.constant(1));
  private final Node bias = graph.variable("bias", Shape.of(2), Initializer.zeros());
  private final Node logits = AddBias.of(MatMul.of(x, weights), bias);
  private final Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, OneHot.of(labels, 2)));

  private Session session(Engine engine) {
    return Session.open(Variables.of(graph), engine, 1);
  }

  @ParameterizedTest
  @EnumSource
  void feedsRunsAndFetches(Engine engine) {
    try (Session session = session(engine)) {
      Plan plan = session.plan(logits, loss);
      plan.feed(x, new float[] {1, 2, 3, 4, 5, 6});
      plan.feed(labels, new int[] {0, 1});
      plan.run();
      assertThat(plan.fetch(logits)).isEqualTo(Tensor.of(Shape.of(2, 2), 6, 6, 15, 15));
      assertThat(plan.scalar(loss)).isEqualTo((float) Math.log(2));
      plan.feed(x, new float[] {9, 0, 0, 0, 1, 0, 0}, 1);
      plan.run();
      assertThat(plan.fetch(logits).toArray()).containsExactly(0, 0, 1, 1);
      plan.feed(x, Tensor.filled(Shape.of(2, 3), 1));
      plan.run();
      float[] into = new float[5];
      plan.fetch(logits, into, 1);
      assertThat(into).containsExactly(0, 3, 3, 3, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void variablesAreSetInTheSession(Engine engine) {
    try (Session session = session(engine)) {
      Plan plan = session.plan(logits);
      plan.feed(x, new float[6]);
      session.variables().set("bias", Tensor.of(Shape.of(2), 3, 4));
      plan.run();
      assertThat(plan.fetch(logits).toArray()).containsExactly(3, 4, 3, 4);
      assertThat(session.variables().get("bias")).isEqualTo(Tensor.of(Shape.of(2), 3, 4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesToFeedWhatIsNoPlaceholderOfItsGraph(Engine engine) {
    try (Session session = session(engine)) {
      Plan plan = session.plan(logits);
      assertThatThrownBy(() -> plan.feed(bias, new float[2], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              feed 'bias': a variable can't be fed
                given     variable 'bias' f32[2]
                expected  a placeholder of the plan: placeholder 'x' f32[2, 3]
                fix       set it with session.variables().set("bias", tensor)\
              """);
      Node twin = new Graph().placeholder("x", Shape.of(2, 3));
      assertThatThrownBy(() -> plan.feed(twin, new float[6], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              feed 'x': the node belongs to another graph
                given     placeholder 'x' f32[2, 3]
                expected  a placeholder of the plan: placeholder 'x' f32[2, 3]
                fix       use the plan's own node\
              """);
      assertThatThrownBy(() -> plan.feed(logits, new float[4], 0))
          .hasMessageStartingWith("feed 'add_bias': a computed node can't be fed\n")
          .hasMessageContaining(PLACEHOLDERS);
      assertThatThrownBy(() -> plan.feed(labels, new int[2], 0))
          .hasMessageStartingWith("feed 'labels': the plan doesn't use this placeholder\n")
          .hasMessageContaining("given     placeholder 'labels' i32[2]\n");
      assertThat(session.variables().get("bias")).isEqualTo(Tensor.of(Shape.of(2), 0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesArraysThatDoNotFit(Engine engine) {
    try (Session session = session(engine)) {
      Plan plan = session.plan(loss);
      assertThatThrownBy(() -> plan.feed(x, new float[5], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              feed 'x': the array is too short for the placeholder
                given     5 numbers
                expected  6, for placeholder 'x' f32[2, 3]
                fix       use an array with the whole batch\
              """);
      assertThatThrownBy(() -> plan.feed(labels, new int[3], 2))
          .hasMessageContaining("given     3 numbers, starting at 2\n");
      assertThatThrownBy(() -> plan.feed(x, new float[9], -1))
          .hasMessageContaining("given     9 numbers, starting at -1\n");
      assertThatThrownBy(() -> plan.feed(x, new float[7]))
          .hasMessage(
              """
              feed 'x': the array is too long for the placeholder
                given     7 numbers
                expected  6, for placeholder 'x' f32[2, 3]
                fix       use feed(node, source, at) for part of a longer array\
              """);
      assertThatThrownBy(() -> plan.feed(x, Tensor.filled(Shape.of(3, 2), 0)))
          .hasMessageStartingWith(
              "feed 'x': the tensor has the wrong shape\n  given     f32[3, 2]\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesATrainingStepWithoutItsMovingAverages(Engine engine) {
    Node mean = graph.state("mean", Shape.of(2), Initializer.zeros());
    Node average = MovingAverage.of(mean, BatchMean.of(logits), 0.75);
    Node step =
        Minimize.of(loss, LearningRate.of(graph, ScheduledRate.constant(1)), UpdateRule.sgd());
    assertThat(graph.effects()).containsExactly(average, step);
    try (Session session = session(engine)) {
      assertThatThrownBy(() -> session.plan(step, loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              plan: the training step leaves out moving averages that inference needs
                given     fetches that move weights, but not 'mean'
                expected  all effects of the graph
                fix       session.plan(Group.of(graph.effects()), ...), or train with a TrainStep\
              """);
      session.plan(logits, loss).run();
      Plan plan = session.plan(Group.of(graph.effects()), loss);
      plan.feed(x, new float[] {1, 2, 3, 4, 5, 6});
      plan.feed(labels, new int[] {0, 1});
      plan.run();
      assertThat(session.step()).isOne();
      assertThat(session.variables().get("mean").toArray()).containsExactly(2.625f, 2.625f);
    }
    assertThatThrownBy(() -> Group.of(new Graph().effects()))
        .hasMessage("a group takes 1 or more effects, given none; fix: Minimize.of(...) first");
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatCanBeRead(Engine engine) {
    Node rate = LearningRate.of(graph, ScheduledRate.constant(0.1));
    Node step = Minimize.of(loss, rate, UpdateRule.sgd());
    try (Session session = session(engine)) {
      Plan plan = session.plan(loss, step);
      plan.feed(x, new float[6]);
      plan.feed(labels, new int[2]);
      plan.run();
      assertThatThrownBy(() -> plan.fetch(logits, new float[4], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              fetch 'add_bias': the plan doesn't fetch this node
                given     add_bias 'add_bias' f32[2, 2]
                expected  one of reduce_mean 'reduce_mean' f32[], minimize 'minimize' f32[]
                fix       fetch it when making the plan: session.plan(..., node)\
              """);
      assertThatThrownBy(() -> plan.fetch(step))
          .hasMessageStartingWith("fetch 'minimize': this node has an effect but no value\n");
      Node twin = new Graph().placeholder("reduce_mean", Shape.scalar());
      assertThatThrownBy(() -> plan.scalar(twin))
          .hasMessageStartingWith("fetch 'reduce_mean': it belongs to another graph\n");
      Plan scores = session.plan(logits);
      assertThatThrownBy(() -> scores.scalar(logits))
          .hasMessageStartingWith("fetch 'add_bias': it is not a scalar\n");
      assertThatThrownBy(() -> scores.fetch(logits, new float[4], 1))
          .hasMessageContaining("room for 4 numbers from index 1, not an array of 4\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheOutputsOfTheGraphAlone(Engine engine) {
    graph.outputs(List.of(logits));
    String before = graph.toString();
    try (Session session = session(engine)) {
      session.plan(loss);
      session.plan(logits);
      assertThat(graph.outputs()).containsExactly(logits);
      assertThat(graph).hasToString(before);
    }
  }

  @Test
  void refusesFetchesOfTwoGraphs() {
    try (Session session = session(Engine.SCALAR)) {
      Node other = new Graph().placeholder("other", Shape.scalar());
      assertThatThrownBy(() -> session.plan(loss, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("plan: the fetches belong to two graphs\n")
          .hasMessageContaining("'reduce_mean' of one graph, 'other' of another");
    }
  }

  @Test
  void theInterpreterTellsPlaceholdersFromVariables() {
    Interpreter interpreter = Interpreter.of(graph);
    assertThatThrownBy(() -> interpreter.feed(bias, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            interpreter: 'bias' is not a placeholder
              given     variable 'bias' f32[2]
              expected  a placeholder
              fix       variable(node, values) sets a variable\
            """);
    assertThatThrownBy(() -> interpreter.variable(x, new double[6]))
        .hasMessageContaining("fix       feed(node, values) feeds a placeholder");
  }

  @Test
  void aSessionIsReadable() {
    try (Session session = session(Engine.REFERENCE)) {
      session.plan(loss);
      assertThat(session)
          .hasToString("session on reference: 1 thread, 2 variables, 1 plan, step 0");
    }
  }
}
