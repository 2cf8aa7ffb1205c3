package dev.kern.spark;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.model.Model;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/// How a column of a table holds images.
enum ImageColumn {
  /// `binary`: the bytes of a PNG, JPEG, BMP or GIF file.
  FILE {
    @Override
    float[] pixels(Object value, Model model) {
      return model.input("image", (byte[]) value).pixels();
    }
  },

  /// Spark's own image structure, see `ImageSchema`.
  IMAGE {
    @Override
    float[] pixels(Object value, Model model) {
      Row row = (Row) value;
      BufferedImage image = SparkImage.decode(row);
      String name = SparkImage.name(row);
      Normalization scaling = model.scaling(name);
      return model
          .resizeMode()
          .map(mode -> ImageFiles.resize(image, model.image(), scaling, mode))
          .orElseGet(() -> ImageFiles.read(image, model.image(), scaling));
    }
  },

  /// `array<float>` or `array<double>`: `[height, width, channels]`, scaled as the training images
  /// were.
  ARRAY {
    @Override
    float[] pixels(Object value, Model model) {
      return numbers(value);
    }
  },

  /// A vector of spark.ml: the same numbers.
  VECTOR {
    @Override
    float[] pixels(Object value, Model model) {
      return numbers(value);
    }
  };

  private static final String EXPECTED =
      "binary (an image file's bytes), Spark's image structure, array<float>, or a vector";

  /// How a column holds images.
  ///
  /// Fails with `DataException` if there is no such column, or its type isn't one of these.
  ///
  /// @param stage what messages call the stage that reads it
  static ImageColumn of(String stage, StructType schema, String name) {
    StructField field = Columns.field(stage, schema, "inputCol", name);
    return of(field.dataType())
        .orElseThrow(
            () ->
                Problem.at("%s, column '%s'".formatted(stage, name), "the type can't hold images")
                    .given(field.dataType().simpleString())
                    .expected(EXPECTED)
                    .fix("setInputCol with another column, or cast this one"));
  }

  static Optional<ImageColumn> of(DataType type) {
    if (type instanceof BinaryType) {
      return Optional.of(FILE);
    }
    if (type instanceof ArrayType array
        && (array.elementType() instanceof FloatType
            || array.elementType() instanceof DoubleType)) {
      return Optional.of(ARRAY);
    }
    if (type instanceof StructType struct && isImage(struct)) {
      return Optional.of(IMAGE);
    }
    return type.equals(SQLDataTypes.VectorType()) ? Optional.of(VECTOR) : Optional.empty();
  }

  /// Whether values are images of bytes, not of floats.
  boolean isBytes() {
    return this == FILE || this == IMAGE;
  }

  private static boolean isImage(StructType struct) {
    return Arrays.asList(struct.fieldNames())
        .equals(List.of(ImageSchema.columnSchema().fieldNames()));
  }

  /// What the network takes for a value of the column.
  ///
  /// Fails with `DataException` if it is no image for the network.
  float[] input(@Nullable Object value, Model model) {
    if (value == null) {
      throw Problem.at("image", "there is none")
          .given("null")
          .fix("leave out the rows without an image");
    }
    float[] pixels = pixels(value, model);
    ImageShape shape = model.image();
    if (pixels.length != shape.size()) {
      throw Problem.at("image", "it has another size than the network takes")
          .given(Problem.count(pixels.length) + " numbers")
          .expected("%s, for an image of %s".formatted(Problem.count(shape.size()), shape))
          .fix("give [height, width, channels] of that size, or image files");
    }
    for (int i = 0; i < pixels.length; i++) {
      if (!Float.isFinite(pixels[i])) {
        throw notFinite(pixels[i], i);
      }
    }
    return pixels;
  }

  private static DataException notFinite(float pixel, int at) {
    return Problem.at("image", "a pixel isn't a finite number")
        .given("%s at [%d]".formatted(pixel, at))
        .expected("numbers within the range of 32-bit floats")
        .fix("give pixels that are scaled as the training images were");
  }

  /// What the network takes for a value, whose size is checked later.
  abstract float[] pixels(Object value, Model model);

  /// The numbers of an array or a vector.
  static float[] numbers(Object value) {
    if (value instanceof Vector vector) {
      return narrowed(vector.toArray());
    }
    Seq<?> values = (Seq<?>) value;
    // Spark gives an array without nulls as one of primitives.
    if (values instanceof scala.collection.mutable.ArraySeq<?> array) {
      if (array.array() instanceof float[] floats) {
        return floats;
      }
      if (array.array() instanceof double[] doubles) {
        return narrowed(doubles);
      }
    }
    float[] numbers = new float[values.length()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.apply(i) instanceof Number number ? number.floatValue() : Float.NaN;
    }
    return numbers;
  }

  private static float[] narrowed(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) numbers[i];
    }
    return narrow;
  }
}
