package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageFiles;
import dev.kern.model.TrainedModel;
import dev.kern.report.PredictionPage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--explain` and `--out PAGE`: one image on its way through the layers, as a page.
final class PredictionPageOption {
  private static final Path USUAL = Path.of("explain.html");

  @Option(
      names = "--explain",
      description = "write a page that shows one image on its way through the layers")
  private boolean explain;

  @Option(
      names = "--out",
      paramLabel = "PAGE",
      description = "file for the page of --explain (default: explain.html)")
  private @Nullable Path out;

  /// What `--json` prints.
  ///
  /// @param image as it was named
  /// @param page the page's file
  record Written(String image, String page) {}

  /// Whether the page is asked for.
  ///
  /// Fails with [IllegalArgumentException] if it is and there isn't one image file, or if it has a
  /// name and isn't asked for; with `DataException` if the file is no image.
  boolean isGiven(List<String> images) {
    boolean stream = images.contains(PredictCommand.STANDARD_INPUT);
    boolean folder = explain && images.size() == 1 && Files.isDirectory(Path.of(images.getFirst()));
    if (explain && (stream || folder || images.size() != 1)) {
      throw new IllegalArgumentException(
          """
          kern predict: --explain shows one image file
            given     %s
            fix       name one file\
          """
              .formatted(
                  stream ? "standard input" : folder ? "a folder" : images.size() + " images"));
    }
    if (!explain && out != null) {
      throw new IllegalArgumentException(
          """
          kern predict: --out names the page of --explain, which isn't asked for
            given     --out %s
            fix       add --explain, or leave out --out\
          """
              .formatted(out));
    }
    if (explain && Files.isRegularFile(Path.of(images.getFirst()))) {
      ImageFiles.size(images.getFirst(), ImageFiles.content(Path.of(images.getFirst())));
    }
    return explain;
  }

  /// Writes the page on an image file.
  ///
  /// @param image as it was named
  /// @param text where to say where the page is, unless as JSON
  void write(TrainedModel trained, String image, Output output, PrintWriter text) {
    Path page = out == null ? USUAL : out;
    Path file = Path.of(image);
    PredictionPage.write(
        trained, String.valueOf(file.getFileName()), ImageFiles.content(file), page);
    if (output.json()) {
      output.line(new Written(image, page.toString()));
    } else {
      text.println(page);
    }
  }
}
