package dev.kern.data.pickle;

import dev.kern.data.file.Problem;

/// The numbers of one or more tensors, in a file of their own beside the pickle.
///
/// @param type what they are
/// @param key the name of the file
/// @param size how many there are
record TorchStorage(TorchName type, String key, long size) implements PickleValue {
  @Override
  public String kind() {
    return "a storage of %s %s".formatted(Problem.count(size), type.numbers());
  }
}
