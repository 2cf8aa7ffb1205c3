package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All images of a data set in a row, those of the training split first.
final class AllImages {
  private final Dataset data;
  private final List<Part> parts = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();
  private final int[] begins;
  private final int count;

  AllImages(Dataset data) {
    this.data = data;
    int[] found = new int[Part.values().length];
    int begin = 0;
    for (Part part : Part.values()) {
      if (data.has(part)) {
        Split split = data.split(part).orElseThrow();
        found[parts.size()] = begin;
        parts.add(part);
        splits.add(split);
        begin = Math.addExact(begin, split.count());
      }
    }
    this.begins = Arrays.copyOf(found, parts.size());
    this.count = begin;
  }

  Dataset data() {
    return data;
  }

  int count() {
    return count;
  }

  private int split(int row) {
    int index = begins.length - 1;
    while (begins[index] > row) {
      index--;
    }
    return index;
  }

  Part part(int row) {
    return parts.get(split(row));
  }

  int label(int row) {
    int split = split(row);
    return splits.get(split).label(row - begins[split]);
  }

  void pixels(int row, float[] into) {
    int split = split(row);
    splits.get(split).pixels(row - begins[split], into, 0);
  }

  long fingerprint(int row) {
    int split = split(row);
    return splits.get(split).fingerprint(row - begins[split]);
  }

  SampleLocation place(int row) {
    int split = split(row);
    int sample = row - begins[split];
    return new SampleLocation(
        parts.get(split),
        sample,
        data.classNames().get(label(row)),
        splits.get(split).file(sample));
  }

  List<SampleLocation> places(int[] rows) {
    return Arrays.stream(rows).mapToObj(this::place).toList();
  }
}
