package dev.kern.compile;

/// Stores the variables that programs share.
public interface VariableStore {
  /// The array that holds all variables.
  float[] values();

  /// The offset of a variable in [#values].
  int at(String variable);

  /// An array of optimiser state, laid out like [#values].
  float[] slot(int index);
}
