package dev.kern.run;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.List;

/// What a plan runs: compiled loops, or the interpreter.
sealed interface Computation permits Compiled, Interpreted {
  /// The graph that is computed; its outputs are the plan's fetches, in order.
  Graph graph();

  /// The array that a placeholder's or an output's value lies in.
  float[] array(Node node);

  /// Where in [#array] the value begins.
  int at(Node node);

  /// Computes the outputs from the placeholders.
  void run();

  /// Computes them on one thread and adds the nanoseconds of each of [#works] to `nanos`.
  void time(long[] nanos);

  /// What is done, in order.
  List<TaskInfo> works();

  /// Makes what follows as fast as it gets.
  void warm();
}
