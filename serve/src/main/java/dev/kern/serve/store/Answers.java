package dev.kern.serve.store;

import dev.kern.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What a model says about images, by output.
///
/// @param output which output it is
/// @param images how many images there are
/// @param numbers those of each image, one image after the other
@SuppressWarnings("ArrayRecordComponent") // made for each request and never compared
public record Answers(Output output, int images, float[] numbers) {
  /// A class or label and how probable it is, or a value.
  ///
  /// @param index its place among the numbers
  public record Entry(int index, String name, float number) {}

  /// The largest numbers of an image, the largest first; of equal ones the first first.
  public List<Entry> top(int image, int count) {
    int at = image * output.width();
    if (count == 1) {
      return List.of(entry(at, Metrics.argmax(numbers, at, output.width())));
    }
    return IntStream.range(0, output.width())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -numbers[at + i]))
        .limit(count)
        .map(i -> entry(at, i))
        .toList();
  }

  /// All numbers of an image.
  public List<Entry> all(int image) {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < output.width(); i++) {
      all.add(entry(image * output.width(), i));
    }
    return all;
  }

  private Entry entry(int at, int index) {
    return new Entry(index, output.targets().names().get(index), numbers[at + index]);
  }
}
