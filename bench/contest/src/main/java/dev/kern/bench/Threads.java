package dev.kern.bench;

import dev.kern.measure.Scaling;
import dev.kern.measure.TimedPlan;
import dev.kern.run.Engine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Predicts what a training step gains from more threads than the machine has: it times each task
/// on one thread and counts blocks, barriers and bytes; see [Scaling].
///
/// `--networks=NAME,…`, names of [Subject]s; `--batch=128`, `--runs=3`.
public final class Threads {
  private static final List<Integer> COUNTS = List.of(2, 4, 8, 16, 32, 64);

  private Threads() {}

  /// Runs it.
  public static void main(String[] arguments) {
    Map<String, String> options = Options.parse(arguments, "networks", "batch", "runs");
    int batch = Integer.parseInt(options.getOrDefault("batch", "128"));
    int runs = Integer.parseInt(options.getOrDefault("runs", "3"));
    System.out.println(
        "| network | barriers | blocks | MB read by all | 2 | 4 | 8 | 16 | 32 | 64 |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    String names = options.getOrDefault("networks", "maxpool,cifar_recipe,cifar_resnet18");
    for (String name : names.split(",", -1)) {
      System.out.println(row(name, batch, runs));
    }
  }

  private static String row(String name, int batch, int runs) {
    Subject subject = Subject.of(name);
    Engine engine = Engine.VECTOR.running();
    try (TimedPlan test =
        TimedPlan.training(subject.network(), subject.shape(), batch, engine, 1)) {
      test.run();
      test.run();
      Scaling scaling = Scaling.of(test, runs);
      String gains =
          COUNTS.stream()
              .map(threads -> scaling.nanos(1) / scaling.nanos(threads))
              .map(times -> String.format(Locale.ROOT, "%.1f", times))
              .collect(Collectors.joining(" | "));
      return String.format(
          Locale.ROOT,
          "| %s, batch %d | %d | %d | %.1f | %s |",
          name,
          batch,
          scaling.phases(),
          scaling.blocks(),
          scaling.sharedBytes() / 1e6,
          gains);
    }
  }
}
