package dev.kern.spark;

import dev.kern.data.file.DataException;
import dev.kern.metric.Metrics;
import dev.kern.model.ImageRunner;
import dev.kern.model.Model;
import dev.kern.model.Prediction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/// A function of SQL from an image to what it shows.
record ClassifyFunction(Broadcast<SharedModel> model) implements UDF1<@Nullable Object, Row> {
  /// What it gives.
  static final StructType TYPE =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add("error", DataTypes.StringType);

  @Override
  public Row call(@Nullable Object image) {
    ImageRunner runner = model.value().runner();
    Model network = runner.model();
    float[] pixels;
    try {
      pixels = column(image).input(image, network);
    } catch (DataException e) {
      if (e.isFailure()) {
        throw e;
      }
      return RowFactory.create(null, null, null, e.getMessage());
    }
    float[] logits = runner.outputs(pixels);
    double[] probabilities = Prediction.probabilities(logits, 0, runner.width());
    return RowFactory.create(
        Answer.LABEL.of(network, logits, 0),
        probabilities[Metrics.argmax(logits, 0, runner.width())],
        probabilities,
        null);
  }

  private static ImageColumn column(@Nullable Object image) {
    return switch (image) {
      case Row _ -> ImageColumn.IMAGE;
      case Seq<?> _ -> ImageColumn.ARRAY;
      case Vector _ -> ImageColumn.VECTOR;
      case null, default -> ImageColumn.FILE;
    };
  }
}
