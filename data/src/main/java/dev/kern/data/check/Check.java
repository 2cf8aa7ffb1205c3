package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.UnreadableImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The problems found in a data set.
///
/// @param images the number of images, without broken ones
/// @param broken files that were left out
/// @param copies images that are identical, value for value
/// @param near images that are nearly the same: each correlates with another of its group at
///   `leastCorrelation` or more; of copies only the first is here, constant images aren't
/// @param leastCorrelation the least correlation of the values of near-duplicates
/// @param constant images of a single colour
/// @param balance the number of images of each class
/// @param warnings other notes
public record Check(
    int images,
    List<UnreadableImage> broken,
    Groups copies,
    Groups near,
    double leastCorrelation,
    List<SampleLocation> constant,
    Balance balance,
    List<String> warnings) {
  /// The default of the least correlation of near-duplicates: recompressed and slightly brightened
  /// images reach it, images shifted by a pixel seldom do.
  public static final double NEAR = 0.99;

  /// Copies the lists.
  public Check {
    broken = List.copyOf(broken);
    constant = List.copyOf(constant);
    warnings = List.copyOf(warnings);
  }

  /// Checks every image; the time grows slightly faster than their number.
  ///
  /// @param least the least correlation of near-duplicates, above 0 and below 1
  public static Check of(Dataset data, double least) {
    if (!(least > 0 && least < 1)) {
      throw new IllegalArgumentException(
          "the least correlation is above 0 and below 1, given " + least);
    }
    AllImages rows = AllImages.of(data);
    ExactDuplicates copies = ExactDuplicates.of(rows);
    PixelScan scan = PixelScan.of(rows, copies.firsts());
    Balance balance = Balance.of(data);
    List<String> warnings = new ArrayList<>(data.warnings());
    warnings.remove(UnreadableImage.warning(data.broken())); // they have a list of their own
    balance.warning().ifPresent(warnings::add);
    return new Check(
        rows.images().count(),
        data.broken(),
        new Groups(copies.groups().stream().map(rows::places).toList()),
        new Groups(
            NearDuplicates.find(rows, scan.kept, scan.signatures, least).stream()
                .map(rows::places)
                .toList()),
        least,
        rows.places(constant(copies, scan)),
        balance,
        warnings);
  }

  /// The constant images, with their copies.
  private static int[] constant(ExactDuplicates copies, PixelScan scan) {
    Map<Integer, int[]> byFirst = new HashMap<>();
    copies.groups().forEach(group -> byFirst.put(group[0], group));
    return Arrays.stream(scan.constant)
        .flatMap(first -> Arrays.stream(byFirst.getOrDefault(first, new int[] {first})))
        .sorted()
        .toArray();
  }

  /// What one look at each image tells.
  @SuppressWarnings("ArrayRecordComponent") // lists of rows, never compared
  private record PixelScan(int[] constant, int[] kept, byte[] signatures) {
    static PixelScan of(AllImages rows, int[] firsts) {
      ImageSignature signature = new ImageSignature(rows.data().shape());
      float[] image = new float[rows.data().shape().size()];
      byte[] signatures = new byte[Math.multiplyExact(firsts.length, ImageSignature.SIZE)];
      int[] kept = new int[firsts.length];
      int[] constant = new int[firsts.length];
      int count = 0;
      int constants = 0;
      for (int row : firsts) {
        rows.images().pixels(row, image, 0);
        if (isConstant(image, rows.data().channels())) {
          constant[constants++] = row;
        } else if (signature.write(image, signatures, count * ImageSignature.SIZE)) {
          kept[count++] = row;
        }
      }
      return new PixelScan(
          Arrays.copyOf(constant, constants),
          Arrays.copyOf(kept, count),
          Arrays.copyOf(signatures, count * ImageSignature.SIZE));
    }

    private static boolean isConstant(float[] image, int channels) {
      for (int i = channels; i < image.length; i++) {
        if (image[i] != image[i - channels]) {
          return false;
        }
      }
      return true;
    }
  }
}
