package dev.kern.cli;

import dev.kern.cli.terminal.CsvOutput;
import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageInput;
import java.util.Optional;

/// Prints predictions, or writes them to a CSV file.
///
/// @param <A> what is predicted for an image
/// @param csv where they go instead of standard output
record PredictionPrinter<A>(Output output, PredictionForm<A> form, Optional<CsvOutput> csv)
    implements PredictionSink<A> {
  @Override
  public void take(String image, A said, ImageInput input) {
    csv.ifPresent(file -> file.write(form.cells(image, said)));
    if (output.json()) {
      output.line(form.json(image, said));
    } else if (csv.isEmpty()) {
      output.out().println(form.text(image, said));
    }
  }

  @Override
  public boolean isSilent() {
    return csv.filter(CsvOutput::isFile).isPresent();
  }
}
