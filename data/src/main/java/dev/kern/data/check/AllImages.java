package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import java.util.Arrays;
import java.util.List;

/// All images of a data set in a row, those of the training split first.
///
/// @param parts the splits that there are
/// @param images those of all splits, one after the other
record AllImages(Dataset data, List<Part> parts, Split images) {
  static AllImages of(Dataset data) {
    List<Part> parts = Arrays.stream(Part.values()).filter(data::has).toList();
    List<Split> splits = parts.stream().flatMap(part -> data.split(part).stream()).toList();
    return new AllImages(data, parts, Split.concatenated(splits));
  }

  private SampleLocation place(int row) {
    int sample = row;
    int index = 0;
    for (int count = count(0); sample >= count; count = count(++index)) {
      sample -= count;
    }
    String label = data.classNames().get(images.label(row));
    return new SampleLocation(parts.get(index), sample, label, images.file(row));
  }

  private int count(int index) {
    return data.split(parts.get(index)).orElseThrow().count();
  }

  List<SampleLocation> places(int[] rows) {
    return Arrays.stream(rows).mapToObj(this::place).toList();
  }
}
