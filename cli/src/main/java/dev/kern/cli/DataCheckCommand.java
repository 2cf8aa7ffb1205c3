package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.UnreadableImage;
import dev.kern.data.check.Balance;
import dev.kern.data.check.Check;
import dev.kern.data.check.Groups;
import dev.kern.data.check.SampleLocation;
import dev.kern.data.file.AtomicOutput;
import dev.kern.report.sheet.SuspectSheet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern data check`: checks a data set for problems.
@Command(
    name = "check",
    description = {
      "Check a data set for problems.",
      "Report broken files, duplicate and near-duplicate images within and across splits,",
      "contradictory labels, images of a single colour, and unbalanced classes.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataCheckCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "WHERE",
      description = "file or folder of the data set; several are joined, as kern train joins them")
  private List<String> where = List.of();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "write the suspect images to a contact sheet, a PNG file")
  private @Nullable Path image;

  @Option(
      names = "--near",
      defaultValue = "0.99",
      paramLabel = "R",
      description =
          "count images whose pixels correlate at R or more as near-duplicates (default: 0.99)")
  private double near = Check.NEAR;

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// The JSON output; the names are a contract.
  ///
  /// @param images how many there are, without broken ones
  /// @param broken files that were left out
  /// @param surplusCopies how many images could go without losing one
  /// @param copies groups of equal images
  /// @param alsoInTraining how many images of other splits also stand in the training split
  /// @param conflictingLabels groups of equal images with different labels
  /// @param leastCorrelation the least correlation at which images are near
  /// @param nearImages groups of nearly equal images
  /// @param likeTraining how many images of other splits have a near one in the training split
  /// @param nearConflicts groups of nearly equal images with different labels
  /// @param constant images of one colour
  /// @param balance training images per class
  /// @param image the sheet, if one was written
  /// @param warnings other notes
  record Checked(
      int images,
      List<UnreadableImage> broken,
      int surplusCopies,
      List<List<SampleLocation>> copies,
      Map<SplitName, Integer> alsoInTraining,
      List<List<SampleLocation>> conflictingLabels,
      double leastCorrelation,
      List<List<SampleLocation>> nearImages,
      Map<SplitName, Integer> likeTraining,
      List<List<SampleLocation>> nearConflicts,
      List<SampleLocation> constant,
      Balance balance,
      Optional<String> image,
      List<String> warnings) {
    static Checked of(Check check, Optional<String> image) {
      Groups copies = check.copies();
      Groups near = check.near();
      return new Checked(
          check.images(),
          check.broken(),
          copies.surplus(),
          copies.groups(),
          copies.leaks(),
          copies.conflicts().groups(),
          check.leastCorrelation(),
          near.groups(),
          near.leaks(),
          near.conflicts().groups(),
          check.constant(),
          check.balance(),
          image,
          check.warnings());
    }
  }

  @Override
  public Integer call() {
    if (!(near > 0 && near < 1)) {
      throw new IllegalArgumentException(
          """
          kern data check: correlation out of range
            given     --near %s
            expected  a number above 0 and below 1 (only equal images correlate at 1)
            fix       --near 0.99\
          """
              .formatted(near));
    }
    if (image != null) {
      AtomicOutput.expectWritable(image);
    }
    Dataset data = sizing.open(DataOption.of(where), output);
    Check check = Check.of(data, near);
    if (image != null) {
      SuspectSheet.write(data, check, image);
    }
    if (output.json()) {
      output.line(Checked.of(check, Optional.ofNullable(image).map(Path::toString)));
    } else {
      new CheckText(data, check, output).print();
      if (image != null && output.talks()) {
        output.out().println("Sheet written to " + image);
      }
    }
    return 0;
  }
}
