package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.LabelledImage;
import dev.kern.data.SplitName;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.train.Run;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shards of tables and of folders.
final class KernShardsTest {
  private static final SparkSession SPARK = Sessions.local();
  private static final long SHARD_BYTES = 16 * 64; // 16 images
  private static final int ROWS = 70;

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void nameOutput() {
    out = folder.resolve("shards");
  }

  private static SplitName split(int number) {
    return switch (number % 7) {
      case 3 -> SplitName.VALID;
      case 5 -> SplitName.TEST;
      default -> SplitName.TRAIN;
    };
  }

  private static org.apache.spark.sql.Dataset<Row> bars(long order, int partitions) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(numbers, new Random(order));
    List<Row> rows =
        numbers.stream()
            .map(
                i ->
                    RowFactory.create(
                        i,
                        Bars.png(i),
                        Bars.CLASSES.get(Bars.label(i)),
                        Bars.label(i),
                        split(i).key(),
                        Bars.floats(i)))
            .toList();
    return SPARK
        .createDataFrame(
            rows,
            new StructType()
                .add("key", "integer")
                .add("image", "binary")
                .add("label", "string")
                .add("index", "integer")
                .add("split", "string")
                .add("floats", "array<float>"))
        .repartition(partitions);
  }

  private static KernShards shards() {
    return new KernShards().setShardBytes(SHARD_BYTES);
  }

  private static List<LabelledImage> images(SplitName splitName) {
    return IntStream.range(0, ROWS)
        .filter(i -> split(i) == splitName)
        .mapToObj(i -> LabelledImage.decode("image", Bars.png(i), Bars.label(i)))
        .toList();
  }

  /// What a folder holds, by the names of its files.
  private static Map<String, ByteBuffer> files(Path folder) throws IOException {
    Map<String, ByteBuffer> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  /// The files that a conversion in this process writes.
  private Map<String, ByteBuffer> local() throws IOException {
    Dataset.Builder builder = Dataset.builder(Bars.CLASSES);
    for (SplitName splitName : SplitName.values()) {
      builder.add(splitName, images(splitName));
    }
    Path place = folder.resolve("local");
    Conversion.usual().shardBytes(SHARD_BYTES).write(builder.build(), OutputFormat.SHARDS, place);
    return files(place);
  }

  @Test
  void hasTheBytesOfOneProcessWhateverThePartitions() throws IOException {
    Map<String, ByteBuffer> expected = local();
    assertThat(expected)
        .containsOnlyKeys(
            "index.json",
            "train-00000.shard",
            "train-00001.shard",
            "train-00002.shard",
            "train-00003.shard",
            "valid-00000.shard",
            "test-00000.shard");
    for (int partitions : new int[] {1, 2, 5}) {
      Path place = folder.resolve("shards-" + partitions);
      shards().setSplitCol("split").write(bars(partitions, partitions), place.toString());
      assertThat(files(place)).isEqualTo(expected);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("local", "shards-1", "shards-2", "shards-5");
    }
  }

  /// A file system that tasks know by the configuration alone.
  public static final class OtherFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("other:///");
    }
  }

  @Test
  void writesToAnyFileSystem() throws IOException {
    SPARK.sparkContext().hadoopConfiguration().set("fs.other.impl", OtherFiles.class.getName());
    Files.createDirectories(folder.resolve(".shards.kern.tmp/left")); // by a job that was killed
    shards().setSplitCol("split").write(bars(4, 3), "other://" + out);
    assertThat(files(out)).isEqualTo(local());
  }

  @Test
  void aShardThatIsWrittenTwiceReplacesItself() throws IOException {
    Path shard = Files.writeString(folder.resolve("train-00000.shard"), "shard");
    try (ShardOutput output = ShardOutput.create(SPARK, out.toString())) {
      output.place().put(shard);
      output.place().put(shard);
      assertThat(files(folder.resolve(".shards.kern.tmp"))).containsOnlyKeys("train-00000.shard");
    }
    assertThat(files(folder)).containsOnlyKeys("train-00000.shard");
  }

  @Test
  void packsAFolderThatATrainingReads() throws IOException {
    Path images = folder.resolve("bars of today");
    for (String name : Bars.CLASSES) {
      Files.createDirectories(images.resolve(name));
    }
    for (int i = 0; i < ROWS; i++) {
      Files.write(
          images.resolve(Bars.CLASSES.get(Bars.label(i))).resolve("%03d.png".formatted(i)),
          Bars.png(i));
    }
    org.apache.spark.sql.Dataset<Row> table = KernShards.images(SPARK, images.toString());
    assertThat(table.sort("key").first().getString(2)).isEqualTo("flat/000.png");
    shards().write(table, out.toUri().toString());
    Dataset data = Datasets.open(out);
    assertThat(data.classNames()).isEqualTo(Bars.CLASSES);
    assertThat(data.train().count() + data.valid().count() + data.test().count()).isEqualTo(ROWS);
    float[] first = new float[64];
    data.train().pixels(0, first, 0);
    int at = data.train().origin(0).index(); // those with a flat bar have the even numbers
    assertThat(first).isEqualTo(Bars.floats(at < ROWS / 2 ? 2 * at : 2 * at - ROWS + 1));
    try (Run run = Bars.training().steps(2).start(data)) {
      run.fit();
    }
  }

  @Test
  void takesArraysAndIndicesAndResizes() throws IOException {
    shards()
        .setInputCol("floats")
        .setImageSize("8x8x1")
        .setLabelCol("index")
        .setSplitCol("split")
        .write(bars(1, 2), out.toString());
    Dataset data = Datasets.open(out);
    assertThat(data.classNames()).containsExactly("0", "1");
    float[] image = new float[64];
    data.train().pixels(1, image, 0);
    assertThat(image).isEqualTo(Bars.floats(1));
    assertThat(data.train().label(1)).isEqualTo(1);
    Path small = folder.resolve("small");
    shards().setImageSize("4x6x3").write(bars(1, 3), small.toString());
    assertThat(Datasets.open(small).shape().toString()).isEqualTo("4 x 6 x 3");
  }

  @Test
  void refusesWhatHasNoOrder() throws IOException {
    org.apache.spark.sql.Dataset<Row> table = bars(1, 3);
    assertThatThrownBy(
            () ->
                shards().write(table.selectExpr("image", "label", "index AS key"), out.toString()))
        .hasMessageContaining("the table to pack: two images of a split have the same key\n")
        .hasMessageContaining("fix       setKeyCol with a column such as the path of the file");
    assertThatThrownBy(() -> shards().setKeyCol("floats").write(table, out.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            KernShards, column 'floats': the type doesn't fit
              given     array<float>
              expected  string, a whole number, date or timestamp
              fix       cast it, or set another column\
            """);
    assertThatThrownBy(() -> shards().setInputCol("floats").write(table, out.toString()))
        .hasMessageContaining("the size of the images isn't known\n  given     64 numbers");
    assertThatThrownBy(() -> shards().setSplitCol("label").write(table, out.toString()))
        .hasMessageContaining("there is no such split");
    assertThatThrownBy(() -> shards().write(table.where("false"), out.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there are no images");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    Files.createDirectory(out);
    assertThatThrownBy(() -> shards().write(table, out.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("already exists");
    assertThat(out).isEmptyDirectory();
  }
}
