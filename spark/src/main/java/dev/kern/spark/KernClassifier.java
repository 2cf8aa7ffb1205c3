package dev.kern.spark;

import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.attribute.Attribute$;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// Trains a network on the images of a table, as an estimator of spark.ml.
///
/// The whole training is one task on one executor, with as many threads as the task has cores
/// (`spark.task.cpus`), so that searches such as `CrossValidator` with a parallelism train as many
/// networks at once as the cluster has slots, each to the end, and none waits for another. The
/// table's images must fit into that executor's memory; they don't come to the driver.
///
/// The trained model has the same bits whatever the table's order and partitions, the number of
/// threads and the machine: images are put in the order of their bytes before they are shuffled by
/// the seed.
///
/// | column                    | type              | content                                      |
/// |---------------------------|-------------------|----------------------------------------------|
/// | [#inputCol]               | as [KernClassificationModel#inputCol] | an image                 |
/// | [#labelCol]               | string            | its class; classes are in order of their names |
/// |                           | number            | the index of its class, from 0, as `StringIndexer` gives it, with the names if the column has them |
/// | [#validationIndicatorCol] | boolean           | whether it validates rather than trains      |
///
/// Settings are those of the [#network], in place of them those of the [#recipe], and in place of
/// these the parameters that a `ParamGridBuilder` can vary.
public final class KernClassifier extends Estimator<KernClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;
  private static final String CORES = "spark.task.cpus";

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> labelCol;
  private final Param<String> validationIndicatorCol;
  private final Param<String> network;
  private final Param<String> recipe;
  private final Param<String> imageSize;
  private final DoubleParam learningRate;
  private final IntParam batchSize;
  private final IntParam epochs;
  private final LongParam steps;
  private final LongParam seed;

  /// A classifier with the usual settings.
  public KernClassifier() {
    this(Identifiable$.MODULE$.randomUID("kernClassifier"));
  }

  /// A classifier with the usual settings and a name of its own among the stages of a pipeline.
  public KernClassifier(String uid) {
    this.uid = uid;
    inputCol = text("inputCol", "image", "the column with the images");
    labelCol = text("labelCol", "label", "the column with the classes");
    validationIndicatorCol =
        text("validationIndicatorCol", "", "the column that says which images validate");
    network = text("network", "", "the network: a preset or a well-known one");
    recipe = text("recipe", "", "a recipe's text: network and settings");
    imageSize = text("imageSize", "", "the size that images get, such as 28x28x1");
    learningRate = new DoubleParam(this, "learningRate", "the learning rate");
    batchSize = new IntParam(this, "batchSize", "images per step");
    epochs = new IntParam(this, "epochs", "passes over the training images");
    steps = new LongParam(this, "steps", "steps, in place of epochs");
    seed = new LongParam(this, "seed", "the random seed");
  }

  private Param<String> text(String name, String usual, String doc) {
    Param<String> param = new Param<>(this, name, doc);
    setDefault(param, usual);
    return param;
  }

  /// Reads what [#save] wrote.
  public static KernClassifier load(String path) {
    return read().load(path);
  }

  /// What [#load] uses.
  public static MLReader<KernClassifier> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /// The column with the images; `image` by default.
  public Param<String> inputCol() {
    return inputCol;
  }

  /// See [#inputCol].
  public KernClassifier setInputCol(String name) {
    return with(inputCol, name);
  }

  /// The column with the classes; `label` by default.
  public Param<String> labelCol() {
    return labelCol;
  }

  /// See [#labelCol].
  public KernClassifier setLabelCol(String name) {
    return with(labelCol, name);
  }

  /// The column that says which images validate; empty by default: all train.
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /// See [#validationIndicatorCol].
  public KernClassifier setValidationIndicatorCol(String name) {
    return with(validationIndicatorCol, name);
  }

  /// The network: `strided`, `maxpool` or `lenet` as the notebook trains them, `resnet` or
  /// `convnext` for photographs, or a well-known one such as `resnet18`; empty, the default, for
  /// `strided` with better settings. A recipe that names one wins.
  public Param<String> network() {
    return network;
  }

  /// See [#network].
  public KernClassifier setNetwork(String name) {
    return with(network, name);
  }

  /// The text of a recipe, see [dev.kern.train.recipe.Recipe]: its network and its settings. Its
  /// data and its options of the command don't count.
  public Param<String> recipe() {
    return recipe;
  }

  /// See [#recipe].
  public KernClassifier setRecipe(String yaml) {
    return with(recipe, yaml);
  }

  /// The size that images get, such as `28x28x1`: rows, columns, channels. Without it all files
  /// must have the same size; arrays and vectors need it.
  public Param<String> imageSize() {
    return imageSize;
  }

  /// See [#imageSize].
  public KernClassifier setImageSize(String size) {
    return with(imageSize, size);
  }

  /// The learning rate, in place of the network's or the recipe's.
  public DoubleParam learningRate() {
    return learningRate;
  }

  /// See [#learningRate].
  public KernClassifier setLearningRate(double rate) {
    set(learningRate, rate);
    return this;
  }

  /// Images per step, in place of the network's or the recipe's.
  public IntParam batchSize() {
    return batchSize;
  }

  /// See [#batchSize].
  public KernClassifier setBatchSize(int images) {
    set(batchSize, images);
    return this;
  }

  /// Passes over the training images, in place of the network's or the recipe's.
  public IntParam epochs() {
    return epochs;
  }

  /// See [#epochs].
  public KernClassifier setEpochs(int count) {
    set(epochs, count);
    return this;
  }

  /// How many steps, in place of the network's or the recipe's; not beside [#epochs].
  public LongParam steps() {
    return steps;
  }

  /// See [#steps].
  public KernClassifier setSteps(long count) {
    set(steps, count);
    return this;
  }

  /// The random seed, in place of the recipe's.
  public LongParam seed() {
    return seed;
  }

  /// See [#seed].
  public KernClassifier setSeed(long number) {
    set(seed, number);
    return this;
  }

  private KernClassifier with(Param<String> param, String value) {
    set(param, value);
    return this;
  }

  /// Adds the columns that the trained model will add.
  ///
  /// Fails with `DataException` if a column isn't there, or has another type than it must have.
  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(uid, schema, getOrDefault(inputCol));
    StructField label = Columns.field(uid, schema, "labelCol", getOrDefault(labelCol));
    if (!(label.dataType() instanceof StringType) && !(label.dataType() instanceof NumericType)) {
      throw Problem.at("%s, column '%s'".formatted(uid, label.name()), "the type can't be a class")
          .given(label.dataType().simpleString())
          .expected("string, or a number")
          .fix("setLabelCol with another column, or cast this one");
    }
    String indicator = getOrDefault(validationIndicatorCol);
    if (!indicator.isEmpty()) {
      StructField field = Columns.field(uid, schema, "validationIndicatorCol", indicator);
      if (!(field.dataType() instanceof BooleanType)) {
        throw Problem.at("%s, column '%s'".formatted(uid, indicator), "not a column of truths")
            .given(field.dataType().simpleString())
            .expected("boolean")
            .fix("such as withColumn(\"%s\", expr(\"part = 'valid'\"))".formatted(indicator));
      }
    }
    settings(1, List.of()).expectSound(uid);
    return Columns.with(uid, schema, Answer.usual());
  }

  /// Trains a network.
  ///
  /// Fails with `DataException` as [#transformSchema] does, and with Spark's exception, which has
  /// Kern's message, if the training fails: an image or a label can't be used, or the loss isn't
  /// finite any more.
  @Override
  public KernClassificationModel fit(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    transformSchema(schema);
    JavaCheck.expectSound(dataset.sparkSession());
    SparkConf conf = dataset.sparkSession().sparkContext().getConf();
    String label = getOrDefault(labelCol);
    String indicator = getOrDefault(validationIndicatorCol);
    Column valid = indicator.isEmpty() ? functions.lit(false) : dataset.col(indicator);
    TrainingTask task =
        new TrainingTask(
            ImageColumn.of(uid, schema, getOrDefault(inputCol)),
            settings(conf.getInt(CORES, 1), names(schema.apply(label))));
    List<byte[]> trained =
        dataset
            .select(dataset.col(getOrDefault(inputCol)), dataset.col(label), valid)
            .repartition(1)
            .mapPartitions(task, Encoders.BINARY())
            .collectAsList();
    if (trained.isEmpty()) {
      throw Problem.at(uid, "there are no images to train on")
          .given("a table without rows")
          .fix("check the path, or the filter, that the table comes from");
    }
    KernClassificationModel model =
        new KernClassificationModel(uid, SharedModel.of(trained.getFirst()));
    return copyValues(model.setParent(this), new ParamMap());
  }

  /// The names of classes that a column of indices has, as `StringIndexer` leaves them there.
  static List<String> names(StructField label) {
    if (!(label.dataType() instanceof NumericType)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    if (Attribute$.MODULE$.fromStructField(label) instanceof NominalAttribute nominal
        && nominal.values().isDefined()) {
      names.addAll(List.of(nominal.values().get()));
    }
    return names;
  }

  private TrainingSettings settings(int threads, List<String> names) {
    return new TrainingSettings(
        getOrDefault(network),
        getOrDefault(recipe),
        getOrDefault(imageSize),
        isSet(learningRate) ? (Double) getOrDefault(learningRate) : null,
        isSet(batchSize) ? (Integer) getOrDefault(batchSize) : null,
        isSet(epochs) ? (Integer) getOrDefault(epochs) : null,
        isSet(steps) ? (Long) getOrDefault(steps) : null,
        isSet(seed) ? (Long) getOrDefault(seed) : null,
        threads,
        names);
  }

  @Override
  public KernClassifier copy(ParamMap extra) {
    return copyValues(new KernClassifier(uid), extra);
  }
}
