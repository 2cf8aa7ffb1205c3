package dev.kern.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statistics of a split.
///
/// @param count the number of images
/// @param shape height, width and channels
/// @param perClass the number of images of each class, by name, in the order of the classes
/// @param sum the sum of all pixels as a network gets them, added in double
/// @param min the smallest pixel value
/// @param max the largest
/// @param mean their mean
public record SplitSummary(
    int count,
    List<Integer> shape,
    Map<String, Integer> perClass,
    double sum,
    float min,
    float max,
    double mean) {
  /// Computes the statistics of a split, which has at least one image.
  public static SplitSummary of(Split split, List<String> classNames) {
    Map<String, Integer> perClass = new LinkedHashMap<>();
    classNames.forEach(name -> perClass.put(name, 0));
    ImageShape shape = split.shape();
    float[] pixels = new float[shape.size()];
    double sum = 0;
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < split.count(); i++) {
      perClass.merge(classNames.get(split.label(i)), 1, Integer::sum);
      split.pixels(i, pixels, 0);
      for (float pixel : pixels) {
        sum += pixel;
      }
      for (float pixel : pixels) { // by itself, so that the compiler uses vectors
        min = Math.min(min, pixel);
      }
      for (float pixel : pixels) {
        max = Math.max(max, pixel);
      }
    }
    return new SplitSummary(
        split.count(),
        List.of(shape.height(), shape.width(), shape.channels()),
        perClass,
        sum,
        min,
        max,
        sum / ((double) split.count() * shape.size()));
  }
}
