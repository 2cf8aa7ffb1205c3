package dev.kern.compile;

import static dev.kern.compile.TaskRole.FORWARD;
import static dev.kern.compile.TaskRole.INPUT_GRADIENT;
import static dev.kern.compile.TaskRole.UPDATE;
import static dev.kern.compile.TaskRole.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TaskRoleTest {
  private static Graph training(double clipNorm) {
    Graph graph = new Graph();
    Node y = graph.placeholder("images", Shape.of(2, 4, 4, 1));
    try (var _ = graph.scope("conv1")) {
      Node w = graph.variable("weights", Shape.of(3, 3, 1, 2), Initializer.zeros());
      Node b = graph.variable("biases", Shape.of(2), Initializer.zeros());
      y = Activate.of(AddBias.of(Conv2d.of(y, w, Window.square(3)), b), Activation.RELU);
    }
    try (var _ = graph.scope("dense1")) {
      Node w = graph.variable("weights", Shape.of(32, 3), Initializer.zeros());
      y = MatMul.of(Reshape.flatten(y), w);
    }
    Node loss = ReduceMean.of(y);
    Node rate = LearningRate.of(graph, ScheduledRate.constant(0.1));
    Minimize.of(loss, rate, UpdateRule.sgd(), clipNorm);
    return Compiler.optimize(graph.outputs(List.of(loss, graph.effects().getFirst())));
  }

  @Test
  void tellsGradientsApartByWhoReadsThem() {
    Map<Node, TaskRole> roles = TaskRole.of(training(0));
    assertThat(of(roles, "conv1/conv_block")).isEqualTo(FORWARD);
    assertThat(of(roles, "dense1/matmul")).isEqualTo(FORWARD);
    assertThat(of(roles, "gradients/dense1/matmul")).isEqualTo(INPUT_GRADIENT);
    assertThat(of(roles, "gradients/dense1/matmul_1")).isEqualTo(WEIGHT_GRADIENT);
    assertThat(of(roles, "gradients/conv1/relu_gradient")).isEqualTo(INPUT_GRADIENT);
    assertThat(of(roles, "gradients/conv1/sum_rows")).isEqualTo(WEIGHT_GRADIENT);
    assertThat(of(roles, "gradients/conv1/conv2d_filter_gradient")).isEqualTo(WEIGHT_GRADIENT);
    assertThat(of(roles, "conv1/update")).isEqualTo(UPDATE);
  }

  @Test
  void takesWhatIsMadeOfGradientsForPartOfTheUpdate() {
    Map<Node, TaskRole> roles = TaskRole.of(training(1));
    assertThat(of(roles, "clip_factor")).isEqualTo(UPDATE);
    assertThat(of(roles, "gradients/conv1/conv2d_filter_gradient")).isEqualTo(WEIGHT_GRADIENT);
  }

  @Test
  void namesTheLayerOfATask() {
    assertThat(info("gradients/add1/branch2/conv1/conv2d_filter_gradient").layer())
        .isEqualTo("add1/branch2/conv1");
    assertThat(info("conv1/conv2d").layer()).isEqualTo("conv1");
    assertThat(info("gradients/softmax_cross_entropy_gradient").layer()).isEmpty();
    assertThat(info("reduce_mean").layer()).isEmpty();
  }

  private static TaskInfo info(String node) {
    return new TaskInfo("op", node, FORWARD, 0);
  }

  private static TaskRole of(Map<Node, TaskRole> roles, String name) {
    return roles.entrySet().stream()
        .filter(role -> role.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " among " + roles.keySet()));
  }
}
