/// Graphs, their gradients, the compiler and the run time.
module dev.kern.core {
  // A Java without the vector module still runs, on scalar loops.
  requires static jdk.incubator.vector;
  // Tells whether the just-in-time compiler knows vectors.
  requires jdk.management;
  requires static org.jspecify;

  exports dev.kern.compile;
  exports dev.kern.graph;
  exports dev.kern.math;
  exports dev.kern.run;
}
