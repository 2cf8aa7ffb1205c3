package dev.kern.bench.jmh;

import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import dev.kern.measure.TimedPlan;
import dev.kern.train.notebook.Preset;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/// Steps of the notebook's networks.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Steps extends Timed {
  private static final Shape LETTER = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;

  /// The network.
  @Param({"STRIDED", "MAXPOOL", "LENET"})
  public Preset network = Preset.STRIDED;

  /// Training at 16 and 128, inference at 1 and 1,000.
  @Param({"train 16", "train 128", "infer 1", "infer 1000"})
  public String work = "";

  /// Made by JMH.
  public Steps() {}

  @Override
  protected TimedPlan open() {
    Network built = network.network(CLASSES);
    int batch = Integer.parseInt(work.substring(work.indexOf(' ') + 1));
    return work.startsWith("train")
        ? TimedPlan.training(built, LETTER, batch, engine, threads)
        : TimedPlan.inference(built, LETTER, batch, engine, threads);
  }

  /// A step.
  @Benchmark
  public void step() {
    run();
  }
}
