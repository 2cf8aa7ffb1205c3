package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.graph.Conv2d;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs in a Java of their own, started as users start one by mistake: which loops compute
/// there, what they are told, and that the result is the same.
final class EngineTest {
  private static final String NOTICE =
      "WARNING: falling back to scalar kernels, several times slower: ";

  @TempDir Path folder;

  /// The program: says what computes, and the loss after some steps.
  static final class Program {
    private Program() {}

    /// Trains twice, since the notice must come once.
    public static void main(String[] arguments) {
      loss();
      System.out.println(Engine.VECTOR.running() + " " + loss());
    }
  }

  private static float loss() {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(4, 6, 6, 2));
    Node filter = graph.variable("filter", Shape.of(3, 3, 2, 8), Initializer.truncatedNormal(0.1));
    Node maps = Conv2d.of(images, filter, Window.of(3, 3));
    Node weights = graph.variable("weights", Shape.of(288, 3), Initializer.truncatedNormal(0.1));
    Node logits = MatMul.of(Reshape.of(maps, Shape.of(4, 288)), weights);
    Node labels = graph.placeholder("labels", DType.I32, Shape.of(4));
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, OneHot.of(labels, 3)));
    Node rate = LearningRate.of(graph, ScheduledRate.constant(0.1));
    Node step = Minimize.of(loss, rate, UpdateRule.sgd());
    Variables variables = Variables.of(graph);
    variables.initialize(1);
    float[] noise = new float[images.shape().size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = Randomness.uniform(1, i) - 0.5f;
    }
    try (Session session = Session.open(variables, Engine.VECTOR, 1)) {
      Plan plan = session.plan(step, loss);
      plan.feed(images, noise, 0);
      plan.feed(labels, new int[] {0, 1, 2, 0}, 0);
      for (int k = 0; k < 5; k++) {
        plan.run();
      }
      return plan.scalar(loss);
    }
  }

  @Test
  void runsAsAskedInTheTests() {
    assertThat(Engine.VECTOR.obstacle()).isEmpty();
    for (Engine engine : Engine.values()) {
      assertThat(engine.running()).isSameAs(engine);
    }
    assertThat(Engine.VECTOR.describe()).matches("vector, \\d+ lanes");
    assertThat(Engine.REFERENCE.describe()).isEqualTo("reference");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -Dkern=1                                     | was started without the module
          VECTOR -Xint                                 | without its just-in-time compiler
          VECTOR -XX:TieredStopAtLevel=1               | without its optimising compiler C2
          VECTOR -XX:TieredStopAtLevel=3               | without its optimising compiler C2
          VECTOR -XX:CompilationMode=quick-only        | without its optimising compiler C2
          VECTOR UNLOCK -XX:-EnableVectorSupport       | doesn't compile vectors to machine code
          VECTOR -XX:MaxVectorSize=8                   | widest vectors have 64 bits
          VECTOR -XX:-UseFMA                           | computes fused multiply-adds in software
          VECTOR LIMIT -XX:TieredStopAtLevel=1         | slower than scalar code in a test
          """)
  void fallsBackWithOneLine(String flags, String found) throws Exception {
    Said said = run(flags);
    assertThat(said.out).startsWith("SCALAR ");
    assertThat(said.err.lines().filter(line -> line.startsWith(NOTICE)))
        .singleElement()
        .asString()
        .contains(found)
        .contains("; fix: ");
    assertThat(loss(said)).isCloseTo(loss(), within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"VECTOR -Dkern=1", "VECTOR -XX:-TieredCompilation", "VECTOR LIMIT -Dkern=1"})
  void takesVectorsWhereTheyAreFast(String flags) throws Exception {
    Said said = run(flags);
    assertThat(said.out).startsWith("VECTOR ");
    assertThat(said.err).doesNotContain("scalar");
    assertThat(loss(said)).isCloseTo(loss(), within(1e-5f));
  }

  private record Said(String out, String err) {}

  private static float loss(Said said) {
    return Float.parseFloat(said.out.strip().substring(said.out.indexOf(' ') + 1));
  }

  private Said run(String flags) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command(flags))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> read(err)).isZero();
    return new Said(read(out), read(err));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> command(String flags) {
    List<String> options = new ArrayList<>();
    for (String flag : flags.split(" ")) {
      options.addAll(
          switch (flag) {
            case "VECTOR" -> List.of("--add-modules=jdk.incubator.vector");
            case "UNLOCK" -> List.of("-XX:+UnlockExperimentalVMOptions");
            case "LIMIT" -> List.of("--limit-modules=java.logging,jdk.incubator.vector");
            default -> List.of(flag);
          });
    }
    return ChildJvm.command(Program.class, options);
  }
}
