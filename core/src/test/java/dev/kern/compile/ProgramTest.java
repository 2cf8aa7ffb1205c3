package dev.kern.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.run.Variables;
import org.junit.jupiter.api.Test;

/// The program of a training step reads nothing but what it wrote.
class ProgramTest {
  /// Runs the blocks of a phase in another order than teams do.
  private static final ThreadTeam BACKWARDS =
      new ThreadTeam() {
        @Override
        public int size() {
          return 1;
        }

        @Override
        public void run(int blocks, BlockTask task) {
          for (int block = blocks - 1; block >= 0; block--) {
            task.run(block, 0);
          }
        }
      };

  /// Memory is filled with NaN before each step: a value that is read before it is written, or
  /// after its memory went to another, shows in the weights.
  @Test
  void readsOnlyWhatItWroteInTheStep() {
    float[] clean = trained(false);
    assertThat(trained(true)).isEqualTo(clean);
    for (float weight : clean) {
      assertThat(weight).isFinite();
    }
  }

  private static float[] trained(boolean poisoned) {
    Graph graph = PassesTest.network();
    Variables variables = Variables.of(graph);
    Program program =
        Compiler.compile(graph, variables, new StepContext(), KernelMode.SCALAR, 1, 1);
    program.allocate();
    for (int step = 0; step < 3; step++) {
      if (poisoned) {
        program.poison();
      }
      program.graph().nodes().stream()
          .filter(node -> node.op() instanceof Placeholder)
          .forEach(node -> feed(program, node));
      program.run(BACKWARDS);
    }
    assertThat(variables.values()).isNotEqualTo(Variables.of(graph).values());
    return variables.values().clone();
  }

  /// Masked vectors at the end of a value reach past it, but must not reach past its array.
  @Test
  void arraysReachAVectorPastTheirValues() {
    Graph graph = PassesTest.network();
    Variables variables = Variables.of(graph);
    Program program =
        Compiler.compile(graph, variables, new StepContext(), KernelMode.SCALAR, 1, 1);
    program.allocate();
    assertThat(program.graph().nodes())
        .filteredOn(n -> n.op() instanceof Placeholder || graph.outputs().contains(n))
        .isNotEmpty()
        .allSatisfy(
            node ->
                assertThat(program.array(node).length)
                    .isGreaterThanOrEqualTo(program.at(node) + node.shape().size() + 16));
    int end = variables.slices().stream().mapToInt(s -> s.at() + s.shape().size()).max().orElse(0);
    assertThat(variables.values().length).isGreaterThanOrEqualTo(end + 16);
    assertThat(variables.slot(0)).hasSameSizeAs(variables.values());
  }

  private static void feed(Program program, Node placeholder) {
    float[] array = program.array(placeholder);
    int at = program.at(placeholder);
    for (int i = 0; i < placeholder.shape().size(); i++) {
      array[at + i] = placeholder.shape().rank() == 4 ? (i * 37 % 11 - 5) / 10f : i % 2;
    }
  }
}
