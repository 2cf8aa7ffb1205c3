package dev.kern.spark;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Asks the executors for their Java before they get anything of Kern's.
///
/// An executor with an older Java could only say `UnsupportedClassVersionError`, in a task's stack
/// trace; one without the vector module would compute slowly, and say so in a log that nobody
/// reads. So the questions are Spark's own functions of SQL, which load no class of Kern's.
final class JavaCheck {
  private static final System.Logger LOG = System.getLogger("dev.kern");
  private static final int OLDEST = 25;
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final Map<SparkContext, Boolean> CHECKED =
      Collections.synchronizedMap(new WeakHashMap<>());

  private JavaCheck() {}

  /// What a JVM says of itself.
  ///
  /// @param host the machine, or `driver`
  /// @param version `java.specification.version`
  /// @param vectors whether it has the vector module
  record Node(String host, String version, boolean vectors) {
    /// `17`; what came before 9 is `1.8`, and so 1.
    int feature() {
      return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    @Override
    public String toString() {
      return "%s with Java %s".formatted(host, version);
    }
  }

  /// Asks, unless this cluster was asked before: a job of less than a second.
  ///
  /// Executors that come later aren't asked.
  ///
  /// Fails with `DataException` if one has a Java that is too old; the driver's log warns if one
  /// has no vector module.
  static void expectSound(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    if (CHECKED.containsKey(context)) {
      return;
    }
    List<Node> executors = executors(spark, VECTOR_MODULE + ".VectorShape");
    expectNew(executors);
    boolean here = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    slow(new Node("driver", System.getProperty("java.specification.version"), here), executors)
        .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    CHECKED.put(context, true);
  }

  /// The executors, as far as a task for each slot reaches them.
  ///
  /// @param type the class whose absence says that there are no vectors
  static List<Node> executors(SparkSession spark, String type) {
    int slots = spark.sparkContext().defaultParallelism();
    return spark
        .range(0, slots, 1, slots)
        .selectExpr(
            "try_reflect('java.net.InetAddress', 'getLocalHost')",
            "reflect('java.lang.System', 'getProperty', 'java.specification.version')",
            "try_reflect('java.lang.Class', 'forName', '%s')".formatted(type))
        .collectAsList()
        .stream()
        .map(JavaCheck::node)
        .distinct()
        .toList();
  }

  private static Node node(Row row) {
    String host = row.isNullAt(0) ? "an executor" : row.getString(0);
    return new Node(host, row.getString(1), !row.isNullAt(2));
  }

  /// Fails with `DataException` if one of these is too old for Kern's classes.
  static void expectNew(List<Node> executors) throws DataException {
    List<Node> old = executors.stream().filter(node -> node.feature() < OLDEST).toList();
    if (!old.isEmpty()) {
      throw Problem.at("Spark", "executors run a Java that is too old for Kern")
          .given(Problem.list(old.stream().map(Node::toString).toList()))
          .expected("Java %d, 25.0.3 or later, on every node".formatted(OLDEST))
          .fix(
              "give the job a JDK: --conf spark.executorEnv.JAVA_HOME=/path/of/jdk-25 on YARN, an"
                  + " image with it on Kubernetes, JAVA_HOME in conf/spark-env.sh of standalone"
                  + " workers; see docs/SPARK.md");
    }
  }

  /// A warning if kernels would be slow on some of these.
  static Optional<String> slow(Node driver, List<Node> executors) {
    List<Node> slow = executors.stream().filter(node -> !node.vectors()).toList();
    if (!slow.isEmpty()) {
      return Optional.of(
          "%s: no module %s, so Kern computes there several times slower; fix: --conf"
                  .formatted(
                      slow.stream().map(Node::host).collect(Collectors.joining(", ")),
                      VECTOR_MODULE)
              + " spark.executor.extraJavaOptions=--add-modules="
              + VECTOR_MODULE);
    }
    return driver.vectors()
        ? Optional.empty()
        : Optional.of(
            "driver: no module %s, so Kern computes there several times slower; fix: start Java"
                    .formatted(VECTOR_MODULE)
                + " with --add-modules=%1$s, or spark-submit with --driver-java-options"
                    .formatted(VECTOR_MODULE)
                + " --add-modules="
                + VECTOR_MODULE);
  }
}
