package dev.kern.data;

/// A data set that is opened by its name, not by a path: `glyphs`.
///
/// Found as a service ([java.util.ServiceLoader]), so that a data set of many megabytes may come in
/// an artifact of its own. A provider is a public class with a public constructor that takes
/// nothing.
public interface NamedDataset {
  /// What it is opened by; a file or folder of that name in the working directory comes first.
  String name();

  /// Opens it.
  ///
  /// Fails with `DataException` if it can't be read.
  Dataset open();
}
