package dev.kern.data;

/// A data set that is opened by name instead of a path: `glyphs`.
///
/// Providers are found by [java.util.ServiceLoader], so that a data set of many megabytes can be a
/// separate artifact. A provider is a public class with a public constructor without parameters.
public interface NamedDataset {
  /// The name; it takes precedence over a file or folder of that name in the working directory.
  String name();

  /// Opens the data set.
  ///
  /// Fails with `DataException` if it can't be read.
  Dataset open();
}
