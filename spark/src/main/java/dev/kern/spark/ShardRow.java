package dev.kern.spark;

import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/// A row on its way to a shard.
///
/// @param split the key of its split
/// @param key what orders it among the images of its split
/// @param label a name, or a number
/// @param image as its column holds it
record ShardRow(String split, Object key, Object label, Object image) {
  /// A row of these four columns.
  ///
  /// Fails with `DataException` if one is null.
  static ShardRow of(Row row) {
    for (int i = 1; i < row.size(); i++) {
      if (row.isNullAt(i)) {
        throw Problem.at("the table to pack", "a row lacks its " + row.schema().fieldNames()[i])
            .given("null")
            .fix("leave out such rows: na().drop()");
      }
    }
    return new ShardRow(row.getString(0), row.get(1), row.get(2), row.get(3));
  }

  /// The key of a split, as folders may call it.
  ///
  /// Fails with `DataException` if there is none of this name.
  static String split(@Nullable String split) {
    return SplitName.ofFolder(String.valueOf(split))
        .orElseThrow(
            () ->
                Problem.at("the table to pack", "there is no such split")
                    .given(split == null ? "null" : Problem.quote(split))
                    .expected("train, valid or test")
                    .fix("leave out other rows, or name the split that they belong to"))
        .key();
  }
}
