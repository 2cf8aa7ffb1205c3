package dev.kern.spark;

import dev.kern.data.SplitName;
import dev.kern.data.convert.Conversion;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/// Packs the images of a table into shards, Kern's format of data sets larger than memory, on all
/// executors at once.
///
/// ```java
/// new KernShards().write(KernShards.images(spark, "hdfs:///letters"), "hdfs:///letters-shards");
/// ```
///
/// | column      | type                                  | content                                |
/// |-------------|---------------------------------------|----------------------------------------|
/// | `image`     | as [KernClassificationModel#inputCol] | an image                               |
/// | `label`     | string, or number                     | its class, as [KernClassifier#labelCol] |
/// | `key`       | string, whole number, date, time      | what orders images; its own for each   |
/// | `split`     | string                                | `train`, `valid` or `test`             |
///
/// The files have the same bytes whatever the table's order, its partitions and the number of
/// executors, and those that `kern data convert` would write of the same images in the order of
/// their keys. The folder appears when it is complete.
public final class KernShards {
  private static final String STAGE = "KernShards";

  private String inputCol = "image";
  private String labelCol = "label";
  private String keyCol = "key";
  private String splitCol = "";
  private String imageSize = "";
  private long shardBytes = Conversion.SHARD_BYTES;

  /// The columns of a table that [#images] gives.
  public KernShards() {}

  /// The column with the images; `image` by default.
  public KernShards setInputCol(String name) {
    inputCol = name;
    return this;
  }

  /// The column with the classes; `label` by default.
  public KernShards setLabelCol(String name) {
    labelCol = name;
    return this;
  }

  /// The column that orders the images of a split; `key` by default. Strings are ordered by their
  /// bytes in UTF-8.
  public KernShards setKeyCol(String name) {
    keyCol = name;
    return this;
  }

  /// The column with the names of splits; empty by default: all images train, and who opens the
  /// shards holds out some to validate and to test.
  public KernShards setSplitCol(String name) {
    splitCol = name;
    return this;
  }

  /// The size that images get, such as `28x28x1`. Without it all files must have the same size;
  /// arrays and vectors need it.
  public KernShards setImageSize(String size) {
    imageSize = size;
    return this;
  }

  /// About how large a shard is: 256 MB by default. A task writes a shard, and needs twice its size
  /// in the executor's folder for temporary files.
  public KernShards setShardBytes(long bytes) {
    shardBytes = bytes;
    return this;
  }

  /// The image files below a folder, on any of Hadoop's file systems, as a table for [#write]: the
  /// label is the name of the folder that a file is in, the key its path below the given folder.
  ///
  /// A split's folder is a folder to read by itself: `union` joins tables, each with its `split`.
  public static Dataset<Row> images(SparkSession spark, String folder) {
    Column path = functions.col("path");
    Column parts = functions.split(path, "/");
    int depth = qualified(spark, folder).toString().replaceAll("/+$", "").split("/", -1).length;
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .option("pathGlobFilter", "*.{png,PNG,jpg,JPG,jpeg,JPEG,bmp,BMP,gif,GIF}")
        .load(folder)
        .select(
            functions.col("content").as("image"),
            functions.element_at(parts, -2).as("label"),
            functions
                .array_join(
                    functions.slice(parts, functions.lit(depth + 1), functions.size(parts)), "/")
                .as("key"));
  }

  private static Path qualified(SparkSession spark, String place) {
    try {
      Path path = new Path(place);
      return path.getFileSystem(spark.sparkContext().hadoopConfiguration()).makeQualified(path);
    } catch (IOException e) {
      throw RemoteModel.unreadable(new Path(place), e);
    }
  }

  /// Writes the images of a table to a new folder.
  ///
  /// The table is read three times: to count, to find the order, and to pack.
  ///
  /// Fails with `DataException` if the folder exists already, a column isn't there or has another
  /// type than it must have, or the images differ in size, and with Spark's exception, which has
  /// Kern's message, if an image or a label can't be used, or two images of a split have the same
  /// key.
  ///
  /// @param out a path on any of Hadoop's file systems
  public void write(Dataset<?> table, String out) {
    StructType schema = table.schema();
    ImageColumn column = ImageColumn.of(STAGE, schema, inputCol);
    StructField label = Columns.field(STAGE, schema, "labelCol", labelCol);
    expect(label, label.dataType() instanceof NumericType, "string, or a number");
    StructField key = Columns.field(STAGE, schema, "keyCol", keyCol);
    expect(key, isOrdered(key.dataType()), "string, a whole number, date or timestamp");
    if (!splitCol.isEmpty()) {
      expect(Columns.field(STAGE, schema, "splitCol", splitCol), false, "string");
    }
    ImagePacker packer = new ImagePacker(column, size());
    try (ShardOutput output = ShardOutput.create(table.sparkSession(), out)) {
      JavaCheck.expectSound(table.sparkSession());
      Dataset<Row> rows = rows(table);
      TableSummary summary = TableSummary.of(rows, packer, KernClassifier.names(label));
      ShardLayout layout = ShardLayout.of(summary, column.isBytes(), shardBytes);
      output.finish(layout.index(shards(rows, packer, layout, output)));
    } catch (IOException e) {
      throw Problem.at(out, "writing failed: " + e.getMessage())
          .because(e)
          .failure()
          .fix("check the file system");
    }
  }

  private String size() {
    TrainingSettings.shape(STAGE, imageSize);
    return imageSize;
  }

  private static boolean isOrdered(DataType type) {
    return type instanceof IntegralType
        || type instanceof DateType
        || type instanceof TimestampType;
  }

  private static void expect(StructField field, boolean sound, String expected) {
    if (!sound && !(field.dataType() instanceof StringType)) {
      throw Problem.at("%s, column '%s'".formatted(STAGE, field.name()), "the type doesn't fit")
          .given(field.dataType().simpleString())
          .expected(expected)
          .fix("cast it, or set another column");
    }
  }

  /// The table as [ShardRow] reads it.
  private Dataset<Row> rows(Dataset<?> table) {
    Column split = splitCol.isEmpty() ? functions.lit(SplitName.TRAIN.key()) : table.col(splitCol);
    UDF1<String, String> key = ShardRow::split;
    return table.select(
        functions.udf(key, DataTypes.StringType).apply(split).as("split"),
        table.col(keyCol).as("key"),
        table.col(labelCol).as("label"),
        table.col(inputCol).as("image"));
  }

  private static List<ShardOutput.Written> shards(
      Dataset<Row> rows, ImagePacker packer, ShardLayout layout, ShardOutput output) {
    JavaRDD<Row> sorted = rows.sort("split", "key").toJavaRDD();
    return sorted
        .mapPartitions(new DistinctKeys(), true)
        .zipWithIndex()
        .mapToPair(new PackTask(packer.of(layout.shape()), layout.classes()))
        .repartitionAndSortWithinPartitions(layout.partitioner())
        .mapPartitionsWithIndex(new ShardTask(layout, output.place()), false)
        .collect();
  }
}
