package dev.kern.cli.option;

import dev.kern.data.ImageTarget;
import dev.kern.onnx.ImportOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--output NAME`: what an ONNX file leaves open besides the size of its images.
public final class OnnxOption {
  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "which output of an ONNX file with several counts")
  private @Nullable String output;

  /// What was said, and a size for files that take images of any.
  public ImportOptions options(Optional<ImageTarget> size) {
    ImportOptions named = output == null ? ImportOptions.NONE : ImportOptions.NONE.output(output);
    return sized(named, size);
  }

  /// What a size says about files that take images of any.
  static ImportOptions sized(ImportOptions options, Optional<ImageTarget> size) {
    return size.flatMap(ImageTarget::extents)
        .map(to -> options.size(to.height(), to.width()))
        .orElse(options);
  }
}
