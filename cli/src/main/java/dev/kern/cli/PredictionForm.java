package dev.kern.cli;

import java.util.List;

/// How predictions are printed.
///
/// @param <A> what is predicted for an image
sealed interface PredictionForm<A> permits ClassForm, EstimateForm {
  /// A line of text.
  String text(String image, A said);

  /// What a line of JSON holds.
  Object json(String image, A said);

  /// The titles of the columns of a CSV file.
  List<String> columns();

  /// A line of a CSV file.
  List<String> cells(String image, A said);
}
