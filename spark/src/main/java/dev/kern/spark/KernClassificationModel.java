package dev.kern.spark;

import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// A trained network as a transformer of spark.ml: it says what the images of a table show.
///
/// | column               | type     | content                                                    |
/// |----------------------|----------|------------------------------------------------------------|
/// | [#inputCol]          | binary   | an image file's bytes: PNG, JPEG, BMP or GIF               |
/// |                      | struct   | an image as Spark reads it, `ImageSchema`                  |
/// |                      | array    | `[height, width, channels]` floats, scaled as for training |
/// |                      | vector   | the same numbers                                           |
/// | [#rawPredictionCol]  | vector   | the logits                                                 |
/// | [#probabilityCol]    | vector   | the probability of each class                              |
/// | [#predictionCol]     | double   | the index of the most probable class, from 0               |
/// | [#predictedLabelCol] | string   | its name, or `none of these` below the model's threshold   |
/// | [#errorCol]          | string   | why an image has no answer; else null                      |
///
/// An output column whose name is empty is left out. A bad image has null in all others and the
/// reason in [#errorCol]; without that column the job fails with the reason. The columns are those
/// that spark.ml's evaluators look for; leave out rows with an error first, which they don't take.
///
/// Images are decoded in the tasks, and each executor makes its plans once, whatever the number of
/// tasks. An image's answer has the same bits as with [dev.kern.model.Classifier].
///
/// A saved stage, alone or in a pipeline, holds the model itself.
public final class KernClassificationModel extends Model<KernClassificationModel>
    implements MLWritable {
  private static final long serialVersionUID = 1;
  private static final String FILE = "model.safetensors";

  private final String uid;
  private final SharedModel model;
  private final Param<String> inputCol;
  private final Param<String> rawPredictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictionCol;
  private final Param<String> predictedLabelCol;
  private final Param<String> errorCol;

  KernClassificationModel(String uid, SharedModel model) {
    this.uid = uid;
    this.model = model;
    inputCol = column("inputCol", "image", "the column with the images");
    rawPredictionCol = column("rawPredictionCol", Answer.RAW.column(), "the column for the logits");
    probabilityCol =
        column("probabilityCol", Answer.PROBABILITY.column(), "the column for the probabilities");
    predictionCol =
        column("predictionCol", Answer.PREDICTION.column(), "the column for the class's index");
    predictedLabelCol =
        column("predictedLabelCol", Answer.LABEL.column(), "the column for the class's name");
    errorCol =
        column("errorCol", Answer.ERROR.column(), "the column for what is wrong with an image");
  }

  private Param<String> column(String name, String usual, String doc) {
    Param<String> param = new Param<>(this, name, doc);
    setDefault(param, usual);
    return param;
  }

  /// A transformer with what a model has learned.
  ///
  /// Fails with `DataException` if the model says something else than classes.
  public static KernClassificationModel of(TrainedModel trained) {
    return of(SharedModel.of(trained));
  }

  static KernClassificationModel of(SharedModel model) {
    return new KernClassificationModel(
        Identifiable$.MODULE$.randomUID("kernClassificationModel"), expectClasses(model));
  }

  private static SharedModel expectClasses(SharedModel model) {
    dev.kern.model.Model network = model.trained().model();
    if (!network.targets().areClasses()) {
      throw Problem.at(
              "KernClassificationModel by '%s'".formatted(network.network().name()),
              "the network isn't a classifier")
          .given("a network for " + network.targets())
          .expected("a network for classes")
          .fix("dev.kern.model.Predictor in a function of your own");
    }
    return model;
  }

  /// Reads a stage that [#save] wrote, a run folder, a model file of Kern's, or an ONNX, Keras or
  /// PyTorch file, from any file system that Spark knows. Another program's file whose weights are
  /// in further files must be on a local disk.
  ///
  /// Fails with `DataException` if there is none, or it isn't sound.
  public static KernClassificationModel load(String path) {
    return read().load(path);
  }

  /// What [#load] uses.
  public static MLReader<KernClassificationModel> read() {
    return new Reader();
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  /// What it has learned.
  public TrainedModel trained() {
    return model.trained();
  }

  /// The names of the classes, by the index that [#predictionCol] gives.
  public List<String> labels() {
    return trained().model().classes();
  }

  /// The column with the images; `image` by default.
  public Param<String> inputCol() {
    return inputCol;
  }

  /// See [#inputCol].
  public String getInputCol() {
    return getOrDefault(inputCol);
  }

  /// See [#inputCol].
  public KernClassificationModel setInputCol(String name) {
    return with(inputCol, name);
  }

  /// The column for the logits; `rawPrediction` by default.
  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /// See [#rawPredictionCol].
  public String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol);
  }

  /// See [#rawPredictionCol].
  public KernClassificationModel setRawPredictionCol(String name) {
    return with(rawPredictionCol, name);
  }

  /// The column for the probabilities; `probability` by default.
  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  /// See [#probabilityCol].
  public String getProbabilityCol() {
    return getOrDefault(probabilityCol);
  }

  /// See [#probabilityCol].
  public KernClassificationModel setProbabilityCol(String name) {
    return with(probabilityCol, name);
  }

  /// The column for the index of the most probable class; `prediction` by default.
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /// See [#predictionCol].
  public String getPredictionCol() {
    return getOrDefault(predictionCol);
  }

  /// See [#predictionCol].
  public KernClassificationModel setPredictionCol(String name) {
    return with(predictionCol, name);
  }

  /// The column for the name of the most probable class; `predictedLabel` by default.
  public Param<String> predictedLabelCol() {
    return predictedLabelCol;
  }

  /// See [#predictedLabelCol].
  public String getPredictedLabelCol() {
    return getOrDefault(predictedLabelCol);
  }

  /// See [#predictedLabelCol].
  public KernClassificationModel setPredictedLabelCol(String name) {
    return with(predictedLabelCol, name);
  }

  /// The column for what is wrong with an image; `error` by default. Where it is empty, a bad image
  /// fails the job.
  public Param<String> errorCol() {
    return errorCol;
  }

  /// See [#errorCol].
  public String getErrorCol() {
    return getOrDefault(errorCol);
  }

  /// See [#errorCol].
  public KernClassificationModel setErrorCol(String name) {
    return with(errorCol, name);
  }

  private KernClassificationModel with(Param<String> param, String name) {
    set(param, name);
    return this;
  }

  /// The outputs that are wanted, with the names of their columns.
  private Map<Answer, String> outputs() {
    Map<Answer, String> names = new LinkedHashMap<>();
    names.put(Answer.RAW, getRawPredictionCol());
    names.put(Answer.PROBABILITY, getProbabilityCol());
    names.put(Answer.PREDICTION, getPredictionCol());
    names.put(Answer.LABEL, getPredictedLabelCol());
    names.put(Answer.ERROR, getErrorCol());
    names.values().removeIf(String::isEmpty);
    return names;
  }

  /// Adds the output columns.
  ///
  /// Fails with `DataException` if [#inputCol] isn't there or can't hold images, or an output
  /// column is there already.
  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(uid, schema, getInputCol());
    List<StructField> more = new ArrayList<>();
    outputs()
        .forEach(
            (answer, name) ->
                more.add(DataTypes.createStructField(name, answer.type(), true, Metadata.empty())));
    return Columns.with(uid, schema, more);
  }

  /// Adds what the model says about each row's image.
  ///
  /// Fails as [#transformSchema] does.
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    StructType answered = transformSchema(schema);
    JavaCheck.expectSound(dataset.sparkSession());
    ScoringTask task =
        new ScoringTask(
            model.broadcast(dataset.sparkSession().sparkContext()),
            schema.fieldIndex(getInputCol()),
            ImageColumn.of(uid, schema, getInputCol()),
            List.copyOf(outputs().keySet()));
    return dataset.toDF().mapPartitions(task, Encoders.row(answered));
  }

  /// Makes a function of SQL that says what an image shows: one of the types that [#inputCol] may
  /// have becomes `struct<label string, probability double, probabilities array<double>, error
  /// string>`.
  ///
  /// ```java
  /// model.registerFunction(spark, "letter");
  /// spark.sql("SELECT path, letter(content).label FROM images");
  /// ```
  ///
  /// It takes images one by one; [#transform] takes several at once, which is faster.
  public void registerFunction(SparkSession spark, String name) {
    JavaCheck.expectSound(spark);
    spark
        .udf()
        .register(
            name,
            new ClassifyFunction(model.broadcast(spark.sparkContext())),
            ClassifyFunction.TYPE);
  }

  @Override
  public KernClassificationModel copy(ParamMap extra) {
    KernClassificationModel copy = copyValues(new KernClassificationModel(uid, model), extra);
    return hasParent() ? copy.setParent(parent()) : copy;
  }

  /// `kernClassificationModel_1f2e: lenet: images of 28 x 28; 10 classes: A, …`.
  @Override
  public String toString() {
    return uid + ": " + trained().model();
  }

  private static final class Writer extends MLWriter {
    private final KernClassificationModel stage;

    Writer(KernClassificationModel stage) {
      this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, sparkSession());
      Path file = new Path(path, FILE);
      try (OutputStream out = file.getFileSystem(sc().hadoopConfiguration()).create(file, true)) {
        out.write(stage.model.file());
      } catch (IOException e) {
        throw Problem.at(file.toString(), "writing failed: " + e.getMessage())
            .because(e)
            .failure()
            .fix("choose another location, or make this one writable");
      }
    }
  }

  private static final class Reader extends MLReader<KernClassificationModel> {
    @Override
    public KernClassificationModel load(String path) {
      Path place = new Path(path);
      try {
        FileSystem files = place.getFileSystem(sc().hadoopConfiguration());
        if (!files.exists(new Path(place, "metadata"))) {
          return of(RemoteModel.read(files, place));
        }
        DefaultParamsReader.Metadata metadata =
            DefaultParamsReader$.MODULE$.loadMetadata(
                path, sparkSession(), KernClassificationModel.class.getName());
        KernClassificationModel stage =
            new KernClassificationModel(
                metadata.uid(),
                expectClasses(SharedModel.of(RemoteModel.bytes(files, new Path(place, FILE)))));
        metadata.getAndSetParams(stage, scala.Option.empty());
        return stage;
      } catch (IOException e) {
        throw RemoteModel.unreadable(place, e);
      }
    }
  }
}
