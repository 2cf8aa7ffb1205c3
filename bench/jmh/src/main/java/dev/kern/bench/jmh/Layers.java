package dev.kern.bench.jmh;

import dev.kern.graph.Shape;
import dev.kern.measure.ConvolutionCase;
import dev.kern.measure.TimedPlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/// Convolutions on their own, forward and both ways back.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Layers extends Timed {
  private static final int BATCH = 32;

  /// Filter size, channels and side of the images; `d` for depthwise.
  @Param({"3 64 32", "3 256 8", "1 64 32", "1 256 8", "3d 64 32", "3d 256 8"})
  public String layer = "";

  /// What is computed.
  @Param public ConvolutionCase.Direction direction = ConvolutionCase.Direction.FORWARD;

  /// Made by JMH.
  public Layers() {}

  @Override
  protected TimedPlan open() {
    String[] words = layer.split(" ");
    int channels = Integer.parseInt(words[1]);
    int side = Integer.parseInt(words[2]);
    int size = Integer.parseInt(words[0].substring(0, 1));
    ConvolutionCase all = ConvolutionCase.square(Shape.of(BATCH, side, side, channels), size);
    return (words[0].endsWith("d") ? all.depthwise() : all).of(engine, threads, direction);
  }

  /// The layer.
  @Benchmark
  public void layer() {
    run();
  }
}
