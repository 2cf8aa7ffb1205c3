package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Add;
import dev.kern.graph.Assign;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Initializer;
import dev.kern.graph.LearningRate;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OptimizerSlot;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Scale;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeException;
import dev.kern.graph.Tensor;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.UpdateStep;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What assignments and custom rules mean, and what is said about wrong ones.
final class CustomRuleTest {
  private static final Shape SHAPE = Shape.of(33, 7);

  private static Node variable(Graph graph, String name, double value) {
    return graph.variable(name, SHAPE, Initializer.constant(value));
  }

  private static float first(Variables variables, String name) {
    return variables.get(name).at(0);
  }

  /// Two variables change places, which each must have been read before.
  @ParameterizedTest
  @EnumSource
  void assignmentsSeeTheValuesFromBefore(Engine engine) {
    for (int threads = 1; threads <= 3; threads++) {
      Graph graph = new Graph();
      Node a = variable(graph, "a", 1);
      Node b = variable(graph, "b", 2);
      Node slot = OptimizerSlot.of(a, 0);
      Node swap =
          Group.of(
              List.of(
                  Assign.of(a, b),
                  Assign.of(b, a),
                  Assign.of(slot, Add.of(slot, Scale.of(a, 10)))));
      Node later = ReduceSum.of(Add.of(a, slot));
      Variables variables = Variables.of(graph);
      try (Session session = Session.open(variables, engine, threads)) {
        Plan plan = session.plan(swap, later);
        plan.run();
        assertThat(plan.scalar(later)).isEqualTo(SHAPE.size());
        assertThat(first(variables, "a")).isEqualTo(2);
        assertThat(first(variables, "b")).isEqualTo(1);
        plan.run();
        assertThat(plan.scalar(later)).isEqualTo(12 * SHAPE.size());
        assertThat(first(variables, "a")).isEqualTo(1);
        assertThat(variables.slots().getFirst()[variables.at("a")]).isEqualTo(30);
        assertThat(session.step()).isZero();
      }
    }
  }

  /// Also what stands behind the step in the graph.
  @ParameterizedTest
  @EnumSource
  void whatIsComputedSeesVariablesFromBeforeTheStep(Engine engine) {
    for (UpdateRule rule : List.of(UpdateRule.sgd(), CustomRules.momentum(0.9))) {
      Graph graph = new Graph();
      Node w = variable(graph, "w", 1);
      Node step = Minimize.of(ReduceSum.of(w), graph.constant(Tensor.scalar(0.5)), rule);
      Node average = graph.state("average", SHAPE, Initializer.zeros());
      Node moved = Assign.of(average, Add.of(Scale.of(average, 0.5), Scale.of(w, 0.5)));
      Node twice = ReduceSum.of(Scale.of(w, 2));
      Variables variables = Variables.of(graph);
      try (Session session = Session.open(variables, engine, 2)) {
        Plan plan = session.plan(step, moved, twice);
        plan.run();
        assertThat(plan.scalar(twice)).isEqualTo(2 * SHAPE.size());
        assertThat(first(variables, "average")).isEqualTo(0.5f);
        assertThat(first(variables, "w")).isEqualTo(0.5f);
      }
    }
  }

  /// Slots and weight that change places: each slot is copied before it is overwritten.
  @ParameterizedTest
  @EnumSource
  void slotsMayChangePlaces(Engine engine) {
    UpdateRule rule =
        UpdateRule.custom(
            "rotate", 2, step -> step.moved(step.weight(), step.slot(1), step.gradient()));
    Variables variables = trained(rule, engine, 2);
    List<float[]> slots = variables.slots();
    assertThat(slots.get(0)[0]).isEqualTo(3);
    assertThat(slots.get(1)[0]).isEqualTo(3);
    assertThat(first(variables, "w")).isEqualTo(1);
  }

  /// After steps that minimise `3 * sum(w)` at rate 1, from 1 on.
  private static Variables trained(UpdateRule rule, Engine engine, int steps) {
    Graph graph = new Graph();
    Node loss = Scale.of(ReduceSum.of(variable(graph, "w", 1)), 3);
    Node rate = LearningRate.of(graph, ScheduledRate.constant(1));
    Node step = Minimize.of(loss, rate, rule);
    Variables variables = Variables.of(graph);
    try (Session session = Session.open(variables, engine, 3)) {
      Plan plan = session.plan(step, loss);
      IntStream.range(0, steps).forEach(_ -> plan.run());
      assertThat(session.step()).isEqualTo(steps);
    }
    return variables;
  }

  @ParameterizedTest
  @EnumSource
  void updatesMadeByHandTakeCustomRules(Engine engine) {
    Graph graph = new Graph();
    Node w = variable(graph, "w", 1);
    Node gradient = graph.constant(Tensor.filled(SHAPE, 2));
    Node rate = graph.constant(Tensor.scalar(0.25));
    Node update = Update.of(w, gradient, rate, CustomRules.momentum(0.5));
    Variables variables = Variables.of(graph);
    try (Session session = Session.open(variables, engine, 1)) {
      session.plan(update).run();
      session.plan(update).run();
      assertThat(first(variables, "w")).isEqualTo(1 - 0.25f * 2 - 0.25f * 3);
      assertThat(session.step()).isEqualTo(2);
    }
  }

  @Test
  void decaysWeightsButNotBiases() {
    UpdateRule rule = UpdateRule.custom("still", 0, 0.25, step -> step.moved(step.weight()));
    assertThat(first(trained(rule, Engine.SCALAR, 1), "w")).isEqualTo(0.75f);
    Graph graph = new Graph();
    Node bias = graph.variable("b", Shape.of(3), Initializer.constant(1));
    Node step =
        Minimize.of(ReduceSum.of(bias), graph.constant(Tensor.scalar(1)), rule.weightDecay(0.5));
    Variables variables = Variables.of(graph);
    try (Session session = Session.open(variables, Engine.SCALAR, 1)) {
      session.plan(step).run();
    }
    assertThat(first(variables, "b")).isEqualTo(1);
  }

  /// Rates and decays by group, the usual ones of the rule times a factor.
  @ParameterizedTest
  @EnumSource
  void groupsHaveFactorsOfTheirOwn(Engine engine) {
    for (UpdateRule rule :
        List.of(UpdateRule.sgd(), UpdateRule.muon(0), CustomRules.momentum(0.9))) {
      Graph graph = new Graph();
      Node w = graph.variable("w", Shape.of(2, 1), Initializer.constant(1));
      Node bias = graph.variable("b", Shape.of(3), Initializer.constant(1));
      Node loss = ReduceSum.of(Add.of(ReduceSum.of(Scale.of(w, 0)), ReduceSum.of(bias)));
      Node step =
          Minimize.of(
              loss,
              graph.constant(Tensor.scalar(0.5)),
              rule.weightDecay(0.25),
              0,
              Map.of("b", 0.5),
              Map.of("b", 3.0, "w", 2.0));
      Variables variables = Variables.of(graph);
      try (Session session = Session.open(variables, engine, 1)) {
        session.plan(step).run();
      }
      assertThat(first(variables, "b")).isEqualTo(1 - 0.25f - 0.25f * 3 * 0.25f);
      assertThat(first(variables, "w")).isEqualTo(1 - 0.5f * 2 * 0.25f);
    }
  }

  @Test
  void refusesRulesThatDontFit() {
    refuses(
        step -> step.moved(step.weight()),
        "update rule 'mine' at 'w' gives 0 new slots, expected 1; fix: step.moved(weight, ...) with"
            + " as many nodes as the rule has slots");
    refuses(
        step -> step.moved(step.slot(1), step.slot(0)),
        "update rule 'mine' asks for slot 1 and keeps 1, counted from 0; fix:"
            + " UpdateRule.custom(\"mine\", 2, ...)");
    refuses(
        step -> step.moved(ReduceSum.of(step.weight()), step.slot(0)),
        "assign at 'assign': target and value differ in shape");
    assertThatThrownBy(() -> UpdateRule.custom("mine", -1, step -> step.moved(step.weight())))
        .hasMessage("update rule 'mine' takes 0 or more slots, given -1");
    assertThatThrownBy(() -> UpdateRule.custom(" ", 1, step -> step.moved(step.weight())))
        .hasMessage(
            "the name of a custom update rule is blank; fix: give it one, such as \"lion\"");
  }

  private static void refuses(Function<UpdateStep, UpdateStep.Moved> function, String message) {
    UpdateRule rule = UpdateRule.custom("mine", 1, function);
    for (Engine engine : List.of(Engine.SCALAR, Engine.REFERENCE)) {
      assertThatThrownBy(() -> trained(rule, engine, 1)).hasMessageStartingWith(message);
    }
  }

  @Test
  void refusesToAssignToWhatIsComputed() {
    Graph graph = new Graph();
    Node w = variable(graph, "w", 1);
    Node twice = Add.of(w, w);
    assertThatThrownBy(() -> Assign.of(twice, w))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "assign at 'assign': only variables and optimiser slots can be assigned to");
    assertThatThrownBy(() -> OptimizerSlot.of(twice, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("optimizer_slot at 'optimizer_slot': only variables have slots");
  }

  @Test
  void saysThatNothingIsLeftToTrain() {
    Graph graph = new Graph();
    Node w;
    try (var _ = graph.frozen()) {
      w = variable(graph, "w", 1);
    }
    Node step = Minimize.of(ReduceSum.of(w), graph.constant(Tensor.scalar(1)), UpdateRule.sgd());
    try (Session session = Session.open(Variables.of(graph), Engine.SCALAR, 1)) {
      assertThatThrownBy(() -> session.plan(step))
          .hasMessage(
              "minimize: no trainable variable takes part in the loss 'reduce_sum'; fix: leave a"
                  + " layer unfrozen");
    }
  }

  @Test
  void schedulesAreFunctionsOfTheStep() {
    RateSchedule warmup = RateSchedule.of("warmup", (step, steps) -> (step + 1.0) / steps);
    assertThat(warmup.at(0.5, 3, 8)).isEqualTo(0.25);
    assertThat(LearningRate.of(new Graph(), warmup.over(0.5, 8)).toString())
        .contains("{warmup[rate=0.5, steps=8]}");
    assertThatThrownBy(() -> RateSchedule.of("", (step, steps) -> 1))
        .hasMessage(
            "the name of a custom schedule is blank; fix: give it one, such as \"warmRestarts\"");
  }

  @Test
  void initializersMayBeOnesOwn() {
    Initializer ramp =
        Initializer.of(
            "ramp",
            (shape, key) -> {
              float[] values = new float[shape.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = i;
              }
              return values;
            });
    Graph graph = new Graph();
    graph.variable("b", Shape.of(5), Initializer.constant(9));
    graph.variable("w", Shape.of(2, 3), ramp);
    assertThat(Variables.of(graph).get("w").toArray()).containsExactly(0, 1, 2, 3, 4, 5);
    graph.variable("v", Shape.of(4), Initializer.of("short", (shape, key) -> new float[3]));
    assertThatThrownBy(() -> Variables.of(graph))
        .hasMessage("initializer 'short' gives 3 values for a variable of shape [4], expected 4");
  }

  @Test
  void sumsUpSquares() {
    Graph graph = new Graph();
    Node w = variable(graph, "w", 2);
    graph.variable("b", Shape.of(7), Initializer.constant(5));
    assertThat(graph.weights()).containsExactly(w);
    Node l2 = graph.l2(graph.trainable());
    try (Session session = Session.open(Variables.of(graph), Engine.SCALAR, 1)) {
      Plan plan = session.plan(l2);
      plan.run();
      assertThat(plan.scalar(l2)).isEqualTo(0.5f * (4 * SHAPE.size() + 25 * 7));
    }
    assertThatThrownBy(() -> graph.l2(List.of()))
        .hasMessage("l2 takes one or more tensors, given none; graph.weights() has the weights");
  }
}
