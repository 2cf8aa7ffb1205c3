package dev.kern.bench.jmh;

import dev.kern.measure.TimedPlan;
import dev.kern.run.Engine;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A case that JMH times.
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgs = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class Timed {
  /// What computes; scalar loops are worth a comparison.
  @Param("VECTOR")
  public Engine engine = Engine.VECTOR;

  /// How many threads compute.
  @Param({"1", "2"})
  public int threads;

  private @Nullable TimedPlan work;

  /// Made by JMH.
  protected Timed() {}

  /// The case for the parameters that JMH has set.
  protected abstract TimedPlan open();

  /// Opens the case.
  @Setup
  public void begin() {
    work = open();
  }

  /// Does it once.
  protected void run() {
    if (work == null) {
      throw new IllegalStateException("JMH did not call begin");
    }
    work.run();
  }

  /// Closes the case.
  @TearDown
  public void end() {
    if (work != null) {
      work.close();
    }
  }
}
