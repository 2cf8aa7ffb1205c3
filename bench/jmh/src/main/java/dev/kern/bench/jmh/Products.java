package dev.kern.bench.jmh;

import dev.kern.measure.TimedPlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/// Products of square matrices.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Products extends Timed {
  /// Rows and columns.
  @Param({"64", "256", "1024"})
  public int extent;

  /// Made by JMH.
  public Products() {}

  @Override
  protected TimedPlan open() {
    return TimedPlan.product(extent, engine, threads);
  }

  /// The product.
  @Benchmark
  public void product() {
    run();
  }
}
