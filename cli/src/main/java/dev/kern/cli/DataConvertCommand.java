package dev.kern.cli;

import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.ScratchFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern data convert`: a data set in another format.
@Command(
    name = "convert",
    description = {
      "Convert a data set to another format, with the same pixels, labels, classes and splits.",
      "Training can use shards that are larger than memory.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataConvertCommand implements Callable<Integer> {
  private static final int MIB_BITS = 20;

  @Parameters(index = "0", paramLabel = "WHERE", description = "file or folder of the data set")
  private Path where = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = {
        "new file or folder; a pickle whose name ends in .gz is gzipped, and a folder",
        "whose name ends in .zip, .tar, .tar.gz or .tgz becomes such an archive"
      })
  private Path out = Path.of("");

  @Mixin private final OutputFormatOption to = new OutputFormatOption();

  @Option(
      names = "--shard-size",
      defaultValue = "256",
      paramLabel = "MIB",
      description = "approximate size of a shard, in MiB (default: ${DEFAULT-VALUE})")
  private long shardSize = 256;

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// The JSON output.
  record Converted(String data, String format, String pixels, Map<String, Integer> images) {}

  @Override
  public Integer call() {
    if (shardSize < 1 || shardSize > 1 << MIB_BITS) {
      throw new IllegalArgumentException(
          """
          kern data convert: shard size out of range
            given     --shard-size %d
            expected  1 to 1048576, in MiB
            fix       --shard-size 256\
          """
              .formatted(shardSize));
    }
    OutputFormat format = to.of(out, output);
    Conversion.expectWritable(format, out);
    try (ScratchFile scratch = ScratchFile.in(folder())) {
      convert(open(scratch), format);
    }
    return 0;
  }

  private Dataset open(ScratchFile scratch) {
    try (LoadingLine line = LoadingLine.of(output)) {
      return sizing.reader(line.reader()).scratch(scratch).open(where);
    }
  }

  /// Where what is written goes, and meanwhile what is read.
  private Path folder() {
    Path parent = out.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void convert(Dataset data, OutputFormat format) {
    boolean bytes = Conversion.usual().shardBytes(shardSize << MIB_BITS).write(data, format, out);
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName).ifPresent(split -> counts.put(splitName.key(), split.count()));
    }
    String pixels = bytes ? "uint8" : "float32";
    if (output.json()) {
      output.line(new Converted(out.toString(), format.toString(), pixels, counts));
    } else if (output.talks()) {
      data.warnings().forEach(warning -> output.out().println("note: " + warning));
      for (SplitName splitName : SplitName.values()) {
        data.split(splitName)
            .ifPresent(
                split ->
                    output
                        .out()
                        .printf(
                            Locale.ROOT,
                            "%s  %,d images of %s, %s%n",
                            splitName.title(),
                            split.count(),
                            split.shape(),
                            pixels));
      }
      output.out().println("Written to " + out);
    }
  }
}
