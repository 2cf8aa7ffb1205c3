package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.spark.JavaCheck.Node;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/// What executors are asked for before they get work.
final class JavaCheckTest {
  private static final SparkSession SPARK = Sessions.local();
  private static final Node DRIVER = new Node("driver", "25", true);

  @Test
  void asksExecutors() {
    List<Node> here = JavaCheck.executors(SPARK, "jdk.incubator.vector.VectorShape");
    assertThat(here).hasSize(1);
    assertThat(here.getFirst().feature()).isEqualTo(Runtime.version().feature());
    assertThat(here.getFirst().vectors()).isTrue();
    assertThat(JavaCheck.executors(SPARK, "jdk.incubator.vector.Missing").getFirst().vectors())
        .isFalse();
    assertThatCode(() -> JavaCheck.expectSound(SPARK)).doesNotThrowAnyException();
  }

  @Test
  void refusesAnOldJava() {
    List<Node> nodes =
        List.of(
            new Node("one/10.0.0.1", "25", true),
            new Node("two/10.0.0.2", "17", false),
            new Node("three/10.0.0.3", "1.8", false));
    assertThatThrownBy(() -> JavaCheck.expectNew(nodes))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Spark: executors run a Java that is too old for Kern
              given     two/10.0.0.2 with Java 17, three/10.0.0.3 with Java 1.8
              expected  Java 25, 25.0.3 or later, on every node
              fix       give the job a JDK: --conf spark.executorEnv.JAVA_HOME=/path/of/jdk-25 on \
            YARN, an image with it on Kubernetes, JAVA_HOME in conf/spark-env.sh of standalone \
            workers; see docs/SPARK.md\
            """);
    assertThatCode(() -> JavaCheck.expectNew(List.of(nodes.getFirst(), new Node("", "26", true))))
        .doesNotThrowAnyException();
  }

  @Test
  void warnsOfSlowKernels() {
    Node slow = new Node("two/10.0.0.2", "25", false);
    assertThat(JavaCheck.slow(DRIVER, List.of(DRIVER))).isEmpty();
    assertThat(JavaCheck.slow(DRIVER, List.of(DRIVER, slow)))
        .hasValue(
            "two/10.0.0.2: no module jdk.incubator.vector, so Kern computes there several times"
                + " slower; fix: --conf"
                + " spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector");
    assertThat(JavaCheck.slow(new Node("driver", "25", false), List.of(DRIVER)).orElseThrow())
        .startsWith("driver: no module jdk.incubator.vector")
        .contains("--driver-java-options --add-modules=jdk.incubator.vector");
  }
}
