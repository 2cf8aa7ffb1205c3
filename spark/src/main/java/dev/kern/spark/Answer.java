package dev.kern.spark;

import dev.kern.metric.Metrics;
import dev.kern.model.Model;
import dev.kern.model.Prediction;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/// What is said about an image, by the columns that say it.
enum Answer {
  /// The logits.
  RAW {
    @Override
    Object of(Model model, float[] logits, int at) {
      double[] raw = new double[model.classes().size()];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = logits[at + i];
      }
      return Vectors.dense(raw);
    }
  },

  /// The probability of each class.
  PROBABILITY {
    @Override
    Object of(Model model, float[] logits, int at) {
      return Vectors.dense(Prediction.probabilities(logits, at, model.classes().size()));
    }
  },

  /// The place of the most probable class among the model's.
  PREDICTION {
    @Override
    Object of(Model model, float[] logits, int at) {
      return (double) Metrics.argmax(logits, at, model.classes().size());
    }
  },

  /// Its name, or [Prediction#NONE].
  LABEL {
    @Override
    Object of(Model model, float[] logits, int at) {
      int classes = model.classes().size();
      int best = Metrics.argmax(logits, at, classes);
      double probability = Prediction.probabilities(logits, at, classes)[best];
      return model.decision().accepts(probability) ? model.classes().get(best) : Prediction.NONE;
    }
  },

  /// Why there is no answer, or null.
  ERROR {
    @Override
    @Nullable Object of(Model model, float[] logits, int at) {
      return null;
    }
  };

  /// The type of the column.
  DataType type() {
    return switch (this) {
      case RAW, PROBABILITY -> SQLDataTypes.VectorType();
      case PREDICTION -> DataTypes.DoubleType;
      case LABEL, ERROR -> DataTypes.StringType;
    };
  }

  /// The columns by the names that they have unless others are set.
  static List<StructField> usual() {
    return Arrays.stream(values())
        .map(
            answer ->
                DataTypes.createStructField(answer.column(), answer.type(), true, Metadata.empty()))
        .toList();
  }

  /// The usual name of the column.
  String column() {
    return switch (this) {
      case RAW -> "rawPrediction";
      case PROBABILITY -> "probability";
      case PREDICTION -> "prediction";
      case LABEL -> "predictedLabel";
      case ERROR -> "error";
    };
  }

  /// What a row of logits means.
  abstract @Nullable Object of(Model model, float[] logits, int at);
}
