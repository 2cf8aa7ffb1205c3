package dev.kern.cli.option;

import dev.kern.data.ImageTarget;
import dev.kern.onnx.ImportOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--output NAME`: what a file of another program leaves open besides the size of its images.
public final class OnnxOption {
  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "which output of an ONNX or Keras file with several counts")
  private @Nullable String output;

  /// What was said, and a size for files that take images of any.
  public ImportOptions options(Optional<ImageTarget> size) {
    ImportOptions named = output == null ? ImportOptions.NONE : ImportOptions.NONE.output(output);
    return size.flatMap(ImageTarget::extents)
        .map(to -> named.size(to.height(), to.width()))
        .orElse(named);
  }
}
