package dev.kern.spark;

import dev.kern.train.RunSummary;
import dev.kern.train.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/// A driver with executors that are processes of their own, as a process of its own: a JVM has one
/// Spark, and tests kill these.
///
/// Arguments: workers, the recipe's file, data, run folder, steps between checkpoints.
final class ClusterMain {
  private ClusterMain() {}

  static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[%s,1,512]".formatted(args[0]))
            .appName("kern")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
            .getOrCreate();
    try {
      RunSummary summary =
          new KernTraining()
              .setPatience(Duration.ofSeconds(5))
              .setTries(10)
              .setCheckpointEvery(Long.parseLong(args[4]))
              .setListener(ClusterMain::print)
              .run(spark, Files.readString(Path.of(args[1])), args[2], args[3]);
      System.out.println("ended " + summary.state());
    } finally {
      spark.stop();
    }
  }

  private static void print(Event event) {
    System.out.println(event);
  }

  /// Starts it.
  ///
  /// @param log takes what it prints
  static Process start(Path folder, Path log, String... args) throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark-home"));
    Files.createDirectories(home.resolve("jars"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Xmx768m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ClusterMain.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder.start();
  }
}
