package dev.kern.compile;

/// Where variables live while programs come and go.
public interface VariableStore {
  /// The array that all variables lie in.
  float[] values();

  /// Where a variable begins in it.
  int at(String variable);

  /// An array of optimiser state, laid out like [#values].
  float[] slot(int index);
}
