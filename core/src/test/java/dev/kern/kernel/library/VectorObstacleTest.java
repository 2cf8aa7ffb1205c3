package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorObstacleTest {
  private static final Map<String, String> USUAL =
      Map.of("UseCompiler", "true", "TieredStopAtLevel", "4", "CompilationMode", "default");

  @Test
  void isNotInTheWayOfTheTests() {
    assertThat(VectorObstacle.here()).isEmpty();
    assertThat(JvmInfo.here().readable()).isTrue();
    assertThat(KernelSelector.best()).isInstanceOf(VectorKernelLibrary.class);
  }

  @Test
  void isTheMissingModule() {
    assertThat(VectorObstacle.to(new JvmInfo(false, 0, Map.of())))
        .hasToString(
            "Optional[the JVM was started without the module jdk.incubator.vector; "
                + "fix: start Java with --add-modules jdk.incubator.vector]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UseCompiler         | false      | without its just-in-time compiler    | without -Xint
          TieredStopAtLevel   | 1          | without its optimising compiler C2   | without -XX:TieredStopAtLevel
          TieredStopAtLevel   | 3          | without its optimising compiler C2   | without -XX:TieredStopAtLevel
          CompilationMode     | quick-only | without its optimising compiler C2   | -XX:CompilationMode
          UseFMA              | false      | fused multiply-adds in software      | a processor with FMA
          EnableVectorSupport | false      | doesn't compile vectors to machine code | without -XX:-EnableVectorSupport
          """)
  void isAFlag(String flag, String value, String found, String fix) {
    Map<String, String> flags = new HashMap<>(USUAL);
    flags.put(flag, value);
    assertThat(VectorObstacle.to(new JvmInfo(true, 512, flags)))
        .hasValueSatisfying(
            obstacle -> {
              assertThat(obstacle.found()).contains(found);
              assertThat(obstacle.fix()).contains(fix);
            });
  }

  @Test
  void isNarrowVectors() {
    assertThat(VectorObstacle.to(new JvmInfo(true, 64, USUAL)))
        .hasValueSatisfying(
            obstacle ->
                assertThat(obstacle.found())
                    .isEqualTo("the JVM's widest vectors have 64 bits, the kernels need 128"));
    assertThat(VectorObstacle.to(new JvmInfo(true, 128, USUAL))).isEmpty();
  }

  @Test
  void isSoughtByTryingWhereThereAreNoFlags() {
    assertThat(VectorProbe.vectorsKeepUp(10_000)).isTrue();
    assertThat(VectorObstacle.to(new JvmInfo(true, 512, Map.of()))).isEmpty();
  }
}
