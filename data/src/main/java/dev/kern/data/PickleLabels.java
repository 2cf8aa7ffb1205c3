package dev.kern.data;

import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.NumpyArray;
import java.util.List;
import java.util.Optional;

/// The labels of the course's pickle: class indices of any number type as long as they are whole,
/// or one-hot rows, as the course's second reformatting leaves them.
final class PickleLabels {
  private PickleLabels() {}

  /// The class index of each picture.
  static int[] read(NumpyArray labels, NumpyArray images, List<String> classNames) {
    long[] extents = labels.shape();
    checkCount(labels, images);
    boolean oneHot = extents.length == 2 && extents[1] == classNames.size();
    if (!oneHot && extents.length != 1) {
      throw Problem.at(labels.place(), "these are no labels")
          .given(labels.toString())
          .expected("(n,) class indices, or (n, " + classNames.size() + ") one-hot")
          .mend("pickle the index of each picture's class");
    }
    if (!oneHot && labels.type().equals(Optional.of(NumberType.BOOL))) {
      throw Problem.at(labels.place(), "labels that only say yes or no")
          .given(labels.toString())
          .expected("class indices from 0 to " + (classNames.size() - 1))
          .mend("pickle the index of each picture's class (labels.astype('int32'))");
    }
    int[] classes = oneHot ? indices(labels, classNames.size()) : labels.ints();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= classNames.size()) {
        throw Labels.outside(labels.place(), "label", i, classes[i], classNames);
      }
    }
    return classes;
  }

  private static void checkCount(NumpyArray labels, NumpyArray images) {
    long[] extents = labels.shape();
    long there = extents.length == 0 ? 1 : extents[0];
    long count = images.shape()[0];
    if (extents.length == 0 || there != count) {
      throw Problem.at(
              labels.place(),
              Problem.count(there) + " labels for " + Problem.count(count) + " pictures")
          .given(labels + " for " + images)
          .expected("one label per picture")
          .mend("drop what has no counterpart before pickling");
    }
  }

  private static int[] indices(NumpyArray labels, int classes) {
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
            .mend("pickle the index of each picture's class");
      }
    }
    return indices;
  }
}
