package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import java.util.Arrays;
import java.util.List;

/// All images of a data set in a row, those of the training split first.
///
/// @param splitNames the splits that there are
/// @param images those of all splits, one after the other
record AllImages(Dataset data, List<SplitName> splitNames, Split images) {
  static AllImages of(Dataset data) {
    List<SplitName> splitNames = Arrays.stream(SplitName.values()).filter(data::has).toList();
    List<Split> splits =
        splitNames.stream()
            .flatMap(
                splitName -> data.split(splitName).stream().map(split -> split.named(splitName)))
            .toList();
    return new AllImages(data, splitNames, Split.concatenated(splits));
  }

  private SampleLocation place(int row) {
    int sample = row;
    int index = 0;
    for (int count = count(0); sample >= count; count = count(++index)) {
      sample -= count;
    }
    String label = data.classNames().get(images.label(row));
    String source = images.origin(row).toString();
    return new SampleLocation(splitNames.get(index), sample, label, images.file(row), source);
  }

  private int count(int index) {
    return data.split(splitNames.get(index)).orElseThrow().count();
  }

  List<SampleLocation> places(int[] rows) {
    return Arrays.stream(rows).mapToObj(this::place).toList();
  }
}
