package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Labels that lie in an array: class indices of any number type as long as they are whole, or
/// one-hot rows, as the course's second reformatting leaves them.
final class ArrayLabels {
  private static final int MOST_CLASSES = 1 << 16;

  private ArrayLabels() {}

  /// The class index of each image.
  static int[] read(NumberArray labels, NumberArray images, List<String> classNames) {
    long[] extents = labels.shape();
    checkCount(labels, images);
    boolean oneHot = extents.length == 2 && extents[1] == classNames.size();
    boolean column = extents.length == 2 && extents[1] == 1;
    if (!oneHot && !column && extents.length != 1) {
      throw Problem.at(labels.place(), "not an array of labels")
          .given(labels.toString())
          .expected("(n,) class indices, or (n, " + classNames.size() + ") one-hot")
          .fix("save the index of each image's class");
    }
    if (!oneHot && labels.type().equals(Optional.of(NumberType.BOOL))) {
      throw Problem.at(labels.place(), "labels are class indices, not booleans")
          .given(labels.toString())
          .expected("class indices from 0 to " + (classNames.size() - 1))
          .fix("save the index of each image's class (labels.astype('int32'))");
    }
    int[] classes = oneHot ? indices(labels, classNames.size()) : labels.ints();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= classNames.size()) {
        throw Labels.outside(labels.place(), "label", i, classes[i], classNames);
      }
    }
    return classes;
  }

  /// How many classes the labels of all splits need, where no names tell it.
  static int classes(List<? extends NumberArray> labels) {
    int classes = 0;
    for (NumberArray array : labels) {
      long[] extents = array.shape();
      if (extents.length == 2 && extents[1] > 1) {
        classes = (int) Math.max(classes, Math.min(extents[1], MOST_CLASSES));
      } else if (!array.type().equals(Optional.of(NumberType.BOOL))) {
        classes = Math.max(classes, Arrays.stream(array.ints()).max().orElse(0) + 1);
      }
    }
    return Math.clamp(classes, 2, MOST_CLASSES);
  }

  private static void checkCount(NumberArray labels, NumberArray images) {
    long[] extents = labels.shape();
    long there = extents.length == 0 ? 1 : extents[0];
    long count = images.shape()[0];
    if (extents.length == 0 || there != count) {
      throw Problem.at(
              labels.place(),
              Problem.count(there) + " labels for " + Problem.count(count) + " images")
          .given(labels + " for " + images)
          .expected("one label per image")
          .fix("remove what has no counterpart before saving");
    }
  }

  private static int[] indices(NumberArray labels, int classes) {
    float[] rows = labels.floats();
    int[] indices = new int[Math.floorDiv(rows.length, classes)];
    for (int i = 0; i < indices.length; i++) {
      int ones = 0;
      int zeros = 0;
      for (int c = 0; c < classes; c++) {
        float value = rows[i * classes + c];
        if (value == 1) {
          ones++;
          indices[i] = c;
        } else if (value == 0) {
          zeros++;
        }
      }
      if (ones != 1 || zeros != classes - 1) {
        throw Problem.at(labels.place(), "the label at [" + i + "] isn't one-hot")
            .given(ones + " ones and " + zeros + " zeros of " + classes)
            .expected("one 1, the rest 0")
            .fix("save the index of each image's class");
      }
    }
    return indices;
  }
}
