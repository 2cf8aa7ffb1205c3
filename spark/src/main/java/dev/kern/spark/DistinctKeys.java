package dev.kern.spark;

import dev.kern.data.file.Problem;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/// Lets sorted rows through, of which no two may have the same split and key: their order would be
/// another each time. Spark's sort never divides equal keys between partitions.
final class DistinctKeys implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private @Nullable ShardRow last;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        ShardRow here = ShardRow.of(row);
        if (last != null && last.split().equals(here.split()) && last.key().equals(here.key())) {
          throw Problem.at("the table to pack", "two images of a split have the same key")
              .given("'" + here.key() + "' twice")
              .expected("a key of its own for each image")
              .fix("setKeyCol with a column such as the path of the file");
        }
        last = here;
        return row;
      }
    };
  }
}
