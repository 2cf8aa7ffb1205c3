package dev.kern.data.pickle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pickle may call, and what that makes. Nothing is called in truth: each call is a case of
/// a switch.
sealed interface Reducers permits NumpyReducers, TorchReducers {
  /// The function of that module and name, or null if a pickle may not name it.
  @Nullable PickleValue named(String module, String name);

  /// What may be named, for messages.
  String allowed();

  /// How to write a file that names nothing else, for messages.
  String plainly();

  /// What a call gives, or null if the function is none.
  ///
  /// @param at the position of the instruction
  @Nullable PickleValue call(PickleValue function, List<PickleValue> arguments, long at);

  /// Sets the state of an object.
  void build(PickleValue object, PickleValue state);

  /// What lies outside of the pickle under this name, or null if nothing does.
  default @Nullable PickleValue stored(PickleValue id) {
    return null;
  }
}
