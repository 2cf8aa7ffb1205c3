package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.convert.OutputFormat;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--to FORMAT` of commands that write data sets.
final class OutputFormatOption {
  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = {
        "shards, npz, npy, idx, pickle, cifar, csv or folder (of PNG files);",
        "not needed if OUT ends in .npz, .pickle, .zip or .tgz"
      })
  private @Nullable OutputFormat to;

  /// The format that was given, or else the one that the name of a file tells.
  ///
  /// Fails with [IllegalArgumentException] if there is none.
  OutputFormat of(Path out, Output output) {
    return Optional.ofNullable(to)
        .or(() -> OutputFormat.of(out))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    %s: no format is given
                      given     %s
                      expected  --to FORMAT, or a name that ends in .npz, .pickle, .zip or .tgz
                      fix       --to shards, for instance\
                    """
                        .formatted(output.command().qualifiedName(), out)));
  }
}
