package dev.kern.cli;

import dev.kern.cli.option.AugmentOption;
import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.option.SplitChoice;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.augment.AugmentedSplit;
import dev.kern.data.file.AtomicOutput;
import dev.kern.report.sheet.ContactSheet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern data sample`: shows what a data set looks like.
@Command(
    name = "sample",
    description = {
      "Draw random images of each class and write them to a contact sheet, a PNG file.",
      "The same seed draws the same images.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataSampleCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "WHERE",
      description = "file or folder of the data set; several are joined, as kern train joins them")
  private List<String> where = List.of();

  @Option(
      names = "--out",
      defaultValue = "sample.png",
      paramLabel = "FILE",
      description = "file for the sheet (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("");

  @Option(
      names = "--split",
      defaultValue = "train",
      description = "train, valid, test or all (default: ${DEFAULT-VALUE})")
  private SplitChoice split = SplitChoice.TRAIN;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      description = "images per class (default: 20, or fewer if there are many classes)")
  private @Nullable Integer perClass;

  @Option(
      names = "--augment",
      paramLabel = "WORDS",
      converter = AugmentOption.Converter.class,
      description = "augment the images as kern train --augment does, except mixup and cutmix")
  private @Nullable AugmentOption augment;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of the draw (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// The JSON output.
  ///
  /// @param file the sheet
  /// @param width its columns
  /// @param height its rows
  /// @param images how many images it shows
  /// @param perClass how many of each class that has as many
  record Written(String file, int width, int height, int images, int perClass) {}

  @Override
  public Integer call() {
    AtomicOutput.expectWritable(out);
    Dataset data = sizing.open(DataOption.of(where), output);
    Split plain = split.of(data);
    Split shown = augment == null ? plain : AugmentedSplit.of(plain, augment.augmentations(), seed);
    String what = (augment == null ? "" : "augmented ") + split.images();
    ContactSheet sheet =
        perClass == null
            ? ContactSheet.of(data, shown, what, seed)
            : ContactSheet.of(data, shown, what, wanted(perClass), seed);
    sheet.write(out);
    if (output.json()) {
      output.line(
          new Written(
              out.toString(), sheet.width(), sheet.height(), sheet.images(), sheet.perClass()));
    } else {
      output
          .out()
          .printf(
              Locale.ROOT,
              "%s  %,d %s, %d per class, %,d x %,d pixels%n",
              out,
              sheet.images(),
              what,
              sheet.perClass(),
              sheet.width(),
              sheet.height());
    }
    return 0;
  }

  private static int wanted(int perClass) {
    if (perClass < 1) {
      throw new IllegalArgumentException(
          """
          kern data sample: a sheet shows at least one image per class
            given     --per-class %d
            expected  1 or more
            fix       --per-class 20\
          """
              .formatted(perClass));
    }
    return perClass;
  }
}
