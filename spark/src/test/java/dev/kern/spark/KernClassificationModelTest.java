package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.OnnxExport;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A model as a transformer of spark.ml.
final class KernClassificationModelTest {
  private static final SparkSession SPARK = Sessions.local();
  private static final TrainedModel TRAINED = Bars.trained();
  private static final Classifier CLASSIFIER = Classifier.of(TRAINED);
  private static final int ROWS = 75; // two batches and a part of one in each of some partitions

  @TempDir Path folder;

  /// A table with the bars from 0 on, in four partitions, of which one is empty.
  private static Dataset<Row> bars(ImageColumn column, int rows) {
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      table.add(RowFactory.create(i, (double) Bars.label(i), value(column, i)));
    }
    StructType schema =
        new StructType()
            .add("number", DataTypes.IntegerType, false)
            .add("label", DataTypes.DoubleType, false)
            .add("image", type(column));
    return SPARK
        .createDataFrame(table, schema)
        .repartition(3)
        .union(SPARK.createDataFrame(List.of(), schema));
  }

  private static DataType type(ImageColumn column) {
    return switch (column) {
      case FILE -> DataTypes.BinaryType;
      case IMAGE -> ImageSchema.columnSchema();
      case ARRAY -> DataTypes.createArrayType(DataTypes.FloatType, false);
      case VECTOR -> SQLDataTypes.VectorType();
    };
  }

  private static Object value(ImageColumn column, int number) {
    return switch (column) {
      case FILE -> Bars.png(number);
      case IMAGE -> RowFactory.create("bar " + number, 8, 8, 1, 0, Bars.pixels(number));
      case ARRAY -> Bars.floats(number);
      case VECTOR -> {
        float[] floats = Bars.floats(number);
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
          doubles[i] = floats[i];
        }
        yield Vectors.dense(doubles);
      }
    };
  }

  private static KernClassificationModel model() {
    return KernClassificationModel.of(TRAINED);
  }

  @ParameterizedTest
  @EnumSource(ImageColumn.class)
  void saysWhatTheClassifierSays(ImageColumn column) {
    List<Row> rows = model().transform(bars(column, ROWS)).collectAsList();
    assertThat(rows).hasSize(ROWS);
    for (Row row : rows) {
      Prediction expected = CLASSIFIER.classify(Bars.floats(row.getInt(0)));
      assertThat(row.<Vector>getAs("probability").toArray())
          .containsExactly(
              expected.probabilities().values().stream().mapToDouble(p -> p).toArray());
      assertThat(row.<Double>getAs("prediction")).isEqualTo(Bars.CLASSES.indexOf(expected.label()));
      assertThat(row.<String>getAs("predictedLabel")).isEqualTo(expected.label());
      assertThat(row.<Vector>getAs("rawPrediction").size()).isEqualTo(2);
      assertThat(row.<String>getAs("error")).isNull();
    }
  }

  @Test
  void readsColouredAndTransparentImages() {
    byte[] grey = Bars.pixels(3);
    byte[] blueGreenRed = new byte[grey.length * 3];
    byte[] withAlpha = new byte[grey.length * 4];
    for (int i = 0; i < grey.length; i++) {
      for (int c = 0; c < 3; c++) {
        blueGreenRed[i * 3 + c] = grey[i];
        withAlpha[i * 4 + c] = grey[i];
      }
      withAlpha[i * 4 + 3] = (byte) 255;
    }
    List<Row> rows =
        List.of(
            RowFactory.create(RowFactory.create("", 8, 8, 3, 16, blueGreenRed)),
            RowFactory.create(RowFactory.create("", 8, 8, 4, 24, withAlpha)));
    Dataset<Row> table =
        SPARK.createDataFrame(rows, new StructType().add("image", ImageSchema.columnSchema()));
    assertThat(model().transform(table).select("predictedLabel").collectAsList())
        .containsOnly(RowFactory.create(CLASSIFIER.classify(Bars.floats(3)).label()));
  }

  @Test
  void badImagesHaveTheReasonInAColumn() {
    Object[] bad = {null, "no image".getBytes(StandardCharsets.UTF_8), new byte[0]};
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(RowFactory.create(i, i % 5 == 0 ? bad[i / 5 % 3] : Bars.png(i)));
    }
    Dataset<Row> table =
        SPARK.createDataFrame(
            rows, new StructType().add("number", DataTypes.IntegerType).add("image", "binary"));
    List<Row> answers = model().transform(table.repartition(2)).collectAsList();
    assertThat(answers).hasSize(ROWS);
    for (Row row : answers) {
      int number = row.getInt(0);
      String error = row.getAs("error");
      if (number % 5 == 0) {
        assertThat(error).startsWith("image: ").contains("\n  fix  ");
        assertThat(row.isNullAt(row.fieldIndex("prediction"))).isTrue();
        assertThat(row.isNullAt(row.fieldIndex("probability"))).isTrue();
        assertThat(row.isNullAt(row.fieldIndex("predictedLabel"))).isTrue();
      } else {
        assertThat(error).isNull();
        assertThat(row.<String>getAs("predictedLabel"))
            .isEqualTo(CLASSIFIER.classify(Bars.floats(number)).label());
      }
    }
    assertThatThrownBy(() -> model().setErrorCol("").transform(table).collectAsList())
        .hasMessageContaining("dev.kern.data.file.DataException: image: ");
  }

  @Test
  void arraysOfAnotherSizeOrWithoutANumberAreBadImages() {
    float[] broken = Bars.floats(1);
    broken[5] = Float.NaN;
    List<Row> rows =
        List.of(RowFactory.create((Object) new float[63]), RowFactory.create((Object) broken));
    Dataset<Row> table =
        SPARK.createDataFrame(rows, new StructType().add("image", "array<float>")).coalesce(1);
    assertThat(model().transform(table).select("error").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            """
            image: it has another size than the network takes
              given     63 numbers
              expected  64, for an image of 8 x 8
              fix       give [height, width, channels] of that size, or image files\
            """,
            """
            image: a pixel isn't a finite number
              given     NaN at [5]
              expected  numbers within the range of 32-bit floats
              fix       give pixels that are scaled as the training images were\
            """);
  }

  @Test
  void evaluatorsTakeWhatItSays() {
    Dataset<Row> answers = model().transform(bars(ImageColumn.FILE, ROWS));
    MulticlassClassificationEvaluator evaluator = new MulticlassClassificationEvaluator();
    double accuracy = evaluator.setMetricName("accuracy").evaluate(answers);
    long right = 0;
    for (int i = 0; i < ROWS; i++) {
      String label = CLASSIFIER.classify(Bars.floats(i)).label();
      right += label.equals(Bars.CLASSES.get(Bars.label(i))) ? 1 : 0;
    }
    assertThat(accuracy).isEqualTo((double) right / ROWS).isGreaterThan(0.8);
    assertThat(evaluator.setMetricName("logLoss").evaluate(answers)).isBetween(0.0, 0.7);
  }

  @Test
  void aSavedPipelineHoldsTheModel() throws Exception {
    String saved = folder.resolve("pipeline").toString();
    KernClassificationModel stage =
        model().setPredictionCol("class").setRawPredictionCol("").setErrorCol("wrong");
    Dataset<Row> table = bars(ImageColumn.FILE, 40);
    PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {stage}).fit(table);
    pipeline.write().overwrite().save(saved);
    PipelineModel loaded = PipelineModel.load(saved);
    List<Row> expected = pipeline.transform(table).sort("number").collectAsList();
    assertThat(loaded.transform(table).sort("number").collectAsList()).isEqualTo(expected);
    assertThat(expected.getFirst().schema().fieldNames())
        .containsExactly(
            "number", "label", "image", "probability", "class", "predictedLabel", "wrong");
    KernClassificationModel again = (KernClassificationModel) loaded.stages()[0];
    assertThat(again.trained()).isEqualTo(TRAINED);
    assertThat(again.uid()).isEqualTo(stage.uid());
    assertThat(again.labels()).isEqualTo(Bars.CLASSES);
  }

  @Test
  void loadsRunsAndFilesOfAllKinds() throws Exception {
    Path run = folder.resolve("run");
    try (Run trained = Bars.training().steps(5).out(run).start(Bars.data(50, 10))) {
      trained.fit();
    }
    TrainedModel expected = TrainedModel.read(run);
    assertThat(KernClassificationModel.load(run.toString()).trained()).isEqualTo(expected);
    assertThat(KernClassificationModel.load(run.resolve("model.safetensors").toUri().toString()))
        .extracting(KernClassificationModel::trained)
        .isEqualTo(expected);
    Path onnx = folder.resolve("model.onnx");
    OnnxExport.write(expected, onnx);
    KernClassificationModel imported = KernClassificationModel.load(onnx.toString());
    assertThat(imported.labels()).isEqualTo(Bars.CLASSES);
    assertThat(imported.transform(bars(ImageColumn.FILE, 20)).count()).isEqualTo(20);
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> KernClassificationModel.load(nothing.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(nothing.toString());
    Files.createDirectory(nothing);
    assertThatThrownBy(() -> KernClassificationModel.load(nothing.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no trained model in this folder");
  }

  @Test
  void refusesTablesThatDoNotFit() {
    Dataset<Row> table = bars(ImageColumn.FILE, 1);
    KernClassificationModel stage = model();
    assertThatThrownBy(() -> stage.setInputCol("photo").transform(table))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: there is no such column
              given     inputCol 'photo'
              expected  number, label, image
              fix       set inputCol to one of these\
            """
                .formatted(stage.uid()));
    assertThatThrownBy(() -> stage.setInputCol("number").transform(table))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s, column 'number': the type can't hold images
              given     int
              expected  binary (an image file's bytes), Spark's image structure, array<float>, or \
            a vector
              fix       setInputCol with another column, or cast this one\
            """
                .formatted(stage.uid()));
    assertThatThrownBy(
            () -> stage.setInputCol("image").setPredictedLabelCol("label").transform(table))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: the table has a column of that name already
              given     'label' for its results
              expected  a name other than number, label, image, rawPrediction, probability, prediction
              fix       set another name for the output column, or drop that one\
            """
                .formatted(stage.uid()));
  }

  @Test
  void refusesNetworksForOtherThingsThanClasses() {
    Network angle = Network.of(Layer.flatten(), Layer.dense(1)).named("angle");
    float[] pixels = Bars.floats(0);
    dev.kern.data.Dataset data =
        dev.kern.data.Dataset.ofValues(
            List.of("degrees"),
            Bars.SHAPE,
            repeat(pixels),
            Collections.nCopies(20, new float[1]).toArray(float[][]::new));
    try (Run run =
        Training.of(angle).loss(Loss.meanSquaredError()).steps(1).threads(1).start(data)) {
      run.fit();
      assertThatThrownBy(() -> KernClassificationModel.of(run.trained()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(
              "KernClassificationModel by 'angle': the network isn't a classifier");
    }
  }

  private static float[] repeat(float[] pixels) {
    float[] all = new float[20 * pixels.length];
    for (int i = 0; i < 20; i++) {
      System.arraycopy(pixels, 0, all, i * pixels.length, pixels.length);
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(ImageColumn.class)
  void isAFunctionOfSql(ImageColumn column) {
    model().registerFunction(SPARK, "bar");
    bars(column, 20).createOrReplaceTempView("bars");
    List<Row> rows =
        SPARK
            .sql(
                "SELECT number, b.label, b.probability, b.probabilities, b.error"
                    + " FROM (SELECT number, bar(image) AS b FROM bars)")
            .collectAsList();
    assertThat(rows).hasSize(20);
    for (Row row : rows) {
      Prediction expected = CLASSIFIER.classify(Bars.floats(row.getInt(0)));
      assertThat(row.getString(1)).isEqualTo(expected.label());
      assertThat(row.getDouble(2)).isEqualTo(expected.probability());
      assertThat(row.<Double>getList(3)).isEqualTo(List.copyOf(expected.probabilities().values()));
      assertThat(row.isNullAt(4)).isTrue();
    }
    assertThat(SPARK.sql("SELECT bar(CAST(NULL AS BINARY)).error").first().getString(0))
        .startsWith("image: there is none");
  }

  @Test
  void answersAStream() throws Exception {
    Path files = folder.resolve("files");
    Files.createDirectory(files);
    for (int i = 0; i < 12; i++) {
      Files.write(files.resolve(i + ".png"), Bars.png(i));
    }
    Dataset<Row> stream =
        SPARK
            .readStream()
            .format("binaryFile")
            .schema(
                new StructType()
                    .add("path", DataTypes.StringType)
                    .add("modificationTime", DataTypes.TimestampType)
                    .add("length", DataTypes.LongType)
                    .add("content", DataTypes.BinaryType))
            .load(files.toString());
    StreamingQuery query =
        model()
            .setInputCol("content")
            .transform(stream)
            .writeStream()
            .format("memory")
            .queryName("answers")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    List<Row> rows = SPARK.table("answers").select("path", "predictedLabel").collectAsList();
    assertThat(rows).hasSize(12);
    for (Row row : rows) {
      String name = Path.of(row.getString(0)).getFileName().toString();
      int number = Integer.parseInt(name.replace(".png", ""));
      assertThat(row.getString(1)).isEqualTo(CLASSIFIER.classify(Bars.floats(number)).label());
    }
  }

  @Test
  void aProcessMakesPlansOnce() {
    SharedModel first = SharedModel.of(TRAINED);
    SharedModel second = SharedModel.of(first.file());
    assertThat(second.runner()).isSameAs(first.runner());
    assertThat(first.broadcast(SPARK.sparkContext()))
        .isSameAs(first.broadcast(SPARK.sparkContext()));
  }

  @Test
  void aCopyHasTheSameSettings() {
    KernClassificationModel stage = model().setInputCol("content");
    KernClassificationModel copy = stage.copy(stage.extractParamMap());
    assertThat(copy.getInputCol()).isEqualTo("content");
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(copy.explainParams()).contains("errorCol: the column for what is wrong");
  }
}
