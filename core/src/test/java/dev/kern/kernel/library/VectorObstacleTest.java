package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
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
    JvmInfo silent = new JvmInfo(true, 512, Map.of());
    assertThat(VectorObstacle.to(silent, _ -> true)).isEmpty();
    assertThat(VectorObstacle.to(silent, _ -> false))
        .hasToString(
            "Optional[vector code was slower than scalar code in a test of 1000 ms; "
                + "fix: use a HotSpot JVM with its compiler C2]");
    assertThat(VectorObstacle.to(new JvmInfo(true, 512, USUAL), _ -> false)).isEmpty();
  }

  /// Ends as soon as the vectors of this Java are compiled; a busy machine only takes longer.
  @Test
  void vectorsOfThisJavaKeepUpInTheEnd() {
    assertThat(VectorProbe.vectorsKeepUp(3_600_000)).isTrue();
  }

  @Test
  void vectorsMayBecomeFastUntilTheTimeIsOver() {
    assertThat(VectorProbe.vectorsKeepUp(1, new Rounds(600))).isTrue();
    assertThat(VectorProbe.vectorsKeepUp(1, new Rounds(2_000))).isFalse();
    assertThat(VectorProbe.vectorsKeepUp(100, new Rounds(2_000))).isTrue();
  }

  /// A clock by which the plain loop takes 10 ns, and the vector loop 1,000 ns but 20 ns from some
  /// round on.
  private static final class Rounds implements LongSupplier {
    private final int fast;
    private long nanos;
    private int asked;

    Rounds(int fast) {
      this.fast = fast;
    }

    @Override
    public long getAsLong() {
      int round = (asked - 1) / 3;
      nanos +=
          switch (asked++ % 3) {
            case 2 -> 10;
            case 0 -> round < fast ? 1_000 : 20;
            default -> 0;
          };
      return nanos;
    }
  }
}
