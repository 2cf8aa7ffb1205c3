package dev.kern.run;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.List;

/// The implementation of a plan: compiled loops, or the interpreter.
sealed interface Computation permits Compiled, Interpreted {
  /// The graph that it computes; its outputs are the plan's fetches, in order.
  Graph graph();

  /// The array that holds the value of a placeholder or output.
  float[] array(Node node);

  /// The offset of the value in [#array].
  int at(Node node);

  /// Computes the outputs from the placeholders.
  void run();

  /// The same, and adds the nanoseconds of each of [#works], on all threads together, to `nanos`.
  void time(long[] nanos);

  /// The tasks, in order.
  List<TaskInfo> works();

  /// Warms up the just-in-time compiler.
  void warm();
}
