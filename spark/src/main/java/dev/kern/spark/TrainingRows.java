package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.LabelledImage;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;

/// Makes a data set of rows of an image, a label and whether they validate, in the order of the
/// images' bytes: the order of Spark's rows may differ from run to run.
final class TrainingRows {
  private static final String WHERE = "the table to train on";
  private static final int MOST_CLASSES = 100_000;

  private final ImageColumn column;
  private final TrainingSettings settings;

  TrainingRows(ImageColumn column, TrainingSettings settings) {
    this.column = column;
    this.settings = settings;
  }

  /// A row.
  ///
  /// @param content what it is ordered by: all of the image
  @SuppressWarnings("ArrayRecordComponent") // made to be sorted, never compared
  private record Example(Object image, byte[] content, Object label, boolean validates) {}

  /// Reads all rows.
  ///
  /// Fails with `DataException` if an image or a label can't be used.
  Dataset read(Iterator<Row> rows) {
    List<Example> examples = new ArrayList<>();
    rows.forEachRemaining(row -> examples.add(example(row)));
    examples.sort(
        Comparator.comparing(Example::content, Arrays::compareUnsigned)
            .thenComparing(example -> example.label().toString()));
    List<String> classes = classes(examples);
    List<LabelledImage> train = images(examples, classes, false);
    List<LabelledImage> valid = images(examples, classes, true);
    if (train.isEmpty()) {
      throw Problem.at(WHERE, "all images validate, none trains")
          .given(Problem.count(valid.size()) + " images")
          .fix("check validationIndicatorCol");
    }
    return dataset(classes, train, valid);
  }

  private Example example(Row row) {
    Object image = row.get(0);
    Object label = row.get(1);
    if (image == null || label == null) {
      throw Problem.at(WHERE, "a row lacks its %s".formatted(image == null ? "image" : "label"))
          .given("null")
          .fix("leave out such rows: na().drop()");
    }
    return new Example(image, content(image), label, !row.isNullAt(2) && row.getBoolean(2));
  }

  private byte[] content(Object image) {
    return switch (column) {
      case FILE -> (byte[]) image;
      case IMAGE -> ImageSchema.getData((Row) image);
      case ARRAY, VECTOR -> {
        float[] pixels = ImageColumn.numbers(image);
        ByteBuffer bytes = ByteBuffer.allocate(pixels.length * Float.BYTES);
        bytes.asFloatBuffer().put(pixels);
        yield bytes.array();
      }
    };
  }

  /// The names of the classes, by index.
  private List<String> classes(List<Example> examples) {
    if (!settings.names().isEmpty()) {
      return settings.names();
    }
    if (examples.getFirst().label() instanceof Number) {
      int most = examples.stream().mapToInt(example -> index(example.label())).max().orElse(0);
      List<String> names = new ArrayList<>();
      for (int i = 0; i <= most; i++) {
        names.add(Integer.toString(i));
      }
      return names;
    }
    TreeSet<String> names = new TreeSet<>();
    examples.forEach(example -> names.add(example.label().toString()));
    return List.copyOf(names);
  }

  static int index(Object label) {
    double number = ((Number) label).doubleValue();
    if (!(number >= 0 && number < MOST_CLASSES && number == Math.rint(number))) {
      throw Problem.at(WHERE, "a label isn't the index of a class")
          .given(label.toString())
          .expected("whole numbers from 0 to %d".formatted(MOST_CLASSES - 1))
          .fix("label by names, or by StringIndexer");
    }
    return (int) number;
  }

  private List<LabelledImage> images(
      List<Example> examples, List<String> classes, boolean validate) {
    List<LabelledImage> images = new ArrayList<>();
    for (Example example : examples) {
      if (example.validates() == validate) {
        int label =
            example.label() instanceof Number
                ? index(example.label())
                : classes.indexOf(example.label().toString());
        images.add(image(example.image(), label));
      }
    }
    return images;
  }

  private LabelledImage image(Object image, int label) {
    return switch (column) {
      case FILE -> LabelledImage.decode("image", (byte[]) image, label);
      case IMAGE -> LabelledImage.of(SparkImage.decode((Row) image), label);
      case ARRAY, VECTOR -> {
        float[] pixels = ImageColumn.numbers(image);
        ImageShape shape =
            settings
                .shape(WHERE)
                .filter(size -> size.size() == pixels.length)
                .orElseThrow(
                    () ->
                        Problem.at(WHERE, "the size of the images isn't known, or another one")
                            .given(
                                "%s numbers, imageSize %s"
                                    .formatted(
                                        Problem.count(pixels.length),
                                        Problem.quote(settings.imageSize())))
                            .fix("setImageSize, such as 28x28x1 for 784 numbers"));
        yield LabelledImage.of(shape, pixels, label);
      }
    };
  }

  private Dataset dataset(
      List<String> classes, List<LabelledImage> train, List<LabelledImage> valid) {
    Optional<ImageShape> shape = settings.shape(WHERE);
    Dataset.Builder builder =
        shape.map(size -> Dataset.builder(classes, size)).orElseGet(() -> Dataset.builder(classes));
    // A data set holds out what it lacks; here all of the table trains that isn't to validate.
    List<LabelledImage> one = train.subList(0, 1);
    Dataset full =
        builder
            .add(SplitName.TRAIN, train)
            .add(SplitName.VALID, valid.isEmpty() ? one : valid)
            .add(SplitName.TEST, one)
            .build();
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    splits.put(SplitName.TRAIN, full.train());
    if (!valid.isEmpty()) {
      splits.put(SplitName.VALID, full.valid());
    }
    return full.withSplits(splits);
  }
}
