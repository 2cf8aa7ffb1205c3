package dev.kern.run;

import dev.kern.compile.Program;
import dev.kern.compile.TaskInfo;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.List;

/// A program and the threads that run it.
record Compiled(Program program, Workers workers) implements Computation {
  @Override
  public Graph graph() {
    return program.graph();
  }

  @Override
  public float[] array(Node node) {
    return program.array(node);
  }

  @Override
  public int at(Node node) {
    return program.at(node);
  }

  @Override
  public void run() {
    program.run(workers);
  }

  @Override
  public void time(long[] nanos) {
    program.time(workers, nanos);
  }

  @Override
  public List<TaskInfo> works() {
    return program.works();
  }

  @Override
  public void warm() {
    program.warm();
  }

  @Override
  public String toString() {
    return program.toString();
  }
}
