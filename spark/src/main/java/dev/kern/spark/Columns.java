package dev.kern.spark;

import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// Finds columns of a table, and adds some.
final class Columns {
  private Columns() {}

  /// A column.
  ///
  /// Fails with `DataException` if there is none of this name.
  ///
  /// @param stage what messages call the stage that reads it
  /// @param param the parameter that names it
  static StructField field(String stage, StructType schema, String param, String name) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (!names.contains(name)) {
      throw Problem.at(stage, "there is no such column")
          .given("%s '%s'".formatted(param, name))
          .expected(names.isEmpty() ? "a table with columns" : Problem.list(names))
          .fix("set %s to one of these".formatted(param));
    }
    return schema.apply(name);
  }

  /// A table with more columns.
  ///
  /// Fails with `DataException` if it has one of them already, or two of them are the same.
  static StructType with(String stage, StructType schema, List<StructField> more) {
    StructType all = schema;
    for (StructField field : more) {
      if (Arrays.asList(all.fieldNames()).contains(field.name())) {
        throw Problem.at(stage, "the table has a column of that name already")
            .given("'%s' for its results".formatted(field.name()))
            .expected("a name other than " + Problem.list(Arrays.asList(all.fieldNames())))
            .fix("set another name for the output column, or drop that one");
      }
      all = all.add(field);
    }
    return all;
  }
}
