package dev.kern.spark;

import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// What must be known of all images before the first is written.
///
/// @param shape of each of them
/// @param classes their names, by index
/// @param counts how many images a split has, by its key, in the order of keys
record TableSummary(ImageShape shape, List<String> classes, SortedMap<String, Long> counts) {
  /// Rows that are alike.
  private record Kind(String split, Object label, int height, int width, int channels)
      implements Serializable {}

  /// How many are so.
  private record Count(Kind kind, long rows) implements Serializable {}

  /// Looks at all rows.
  ///
  /// Fails with `DataException` if there are none, or the images differ in size.
  ///
  /// @param names of the classes that labels are indices of, if they have any
  static TableSummary of(Dataset<Row> rows, ImagePacker packer, List<String> names) {
    List<Count> counts = rows.toJavaRDD().mapPartitions(new Counting(packer)).collect();
    if (counts.isEmpty()) {
      throw Problem.at("the table to pack", "there are no images")
          .given("a table without rows")
          .fix("check the path, or the filter, that the table comes from");
    }
    SortedMap<String, Long> splits = new TreeMap<>();
    counts.forEach(count -> splits.merge(count.kind.split, count.rows, Long::sum));
    return new TableSummary(shape(counts), classes(counts, names), splits);
  }

  private static ImageShape shape(List<Count> counts) {
    int height = most(counts, Kind::height);
    int width = most(counts, Kind::width);
    Kind other =
        counts.stream()
            .map(Count::kind)
            .filter(kind -> kind.height != height || kind.width != width)
            .findFirst()
            .orElse(null);
    if (other != null) {
      throw Problem.at("the table to pack", "the images differ in size")
          .given("%d x %d and %d x %d".formatted(other.height, other.width, height, width))
          .expected("one size")
          .fix("setImageSize, such as 28x28x1, to resize them");
    }
    return new ImageShape(height, width, most(counts, Kind::channels));
  }

  private static int most(List<Count> counts, ToIntFunction<Kind> extent) {
    return counts.stream().map(Count::kind).mapToInt(extent).max().orElseThrow();
  }

  private static List<String> classes(List<Count> counts, List<String> names) {
    if (!names.isEmpty()) {
      return names;
    }
    if (counts.getFirst().kind.label instanceof Number) {
      int most = most(counts, kind -> TrainingRows.index(kind.label));
      return IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
    }
    TreeSet<String> all = new TreeSet<>();
    counts.forEach(count -> all.add(count.kind.label.toString()));
    return List.copyOf(all);
  }

  /// Counts the rows of a partition.
  private record Counting(ImagePacker packer) implements FlatMapFunction<Iterator<Row>, Count> {
    @Override
    public Iterator<Count> call(Iterator<Row> rows) {
      Map<Kind, Long> counts = new HashMap<>();
      while (rows.hasNext()) {
        ShardRow row = ShardRow.of(rows.next());
        ImageShape shape = packer.shape(row);
        Object label =
            row.label() instanceof Number ? TrainingRows.index(row.label()) : row.label();
        counts.merge(
            new Kind(row.split(), label, shape.height(), shape.width(), shape.channels()),
            1L,
            Long::sum);
      }
      return counts.entrySet().stream()
          .map(entry -> new Count(entry.getKey(), entry.getValue()))
          .iterator();
    }
  }
}
