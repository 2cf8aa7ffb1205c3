package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.model.TrainedModel;
import dev.kern.train.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training as an estimator of spark.ml.
final class KernClassifierTest {
  private static final SparkSession SPARK = Sessions.local();
  private static final String RECIPE =
      """
      network:
        - {type: conv, filters: 4, size: 3}
        - relu
        - dropout
        - flatten
        - {type: dense, units: 2}
      optimizer: {type: sgd, learningRate: 0.1}
      steps: 120
      augmentations: [{type: shift, pixels: 1}]
      """;
  private static final int ROWS = 160;

  @TempDir Path folder;

  private static Dataset<Row> bars(int rows, long order, int partitions) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, new Random(order));
    List<Row> table = new ArrayList<>();
    for (int i : numbers) {
      String name = Bars.CLASSES.get(Bars.label(i));
      table.add(
          RowFactory.create(Bars.png(i), name, (double) Bars.label(i), i % 8 == 0, Bars.floats(i)));
    }
    return SPARK
        .createDataFrame(
            table,
            new StructType()
                .add("image", "binary")
                .add("name", "string")
                .add("label", "double")
                .add("valid", "boolean")
                .add("floats", "array<float>"))
        .repartition(partitions);
  }

  private static KernClassifier classifier() {
    return new KernClassifier().setRecipe(RECIPE);
  }

  /// What a run in one process learns of the same images in the same order.
  private static TrainedModel local() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      numbers.add(i);
    }
    numbers.sort((a, b) -> Arrays.compareUnsigned(Bars.png(a), Bars.png(b)));
    byte[][] images = numbers.stream().map(Bars::pixels).toArray(byte[][]::new);
    int[] labels = numbers.stream().mapToInt(Bars::label).toArray();
    dev.kern.data.Dataset all =
        dev.kern.data.Dataset.builder(Bars.CLASSES, Bars.SHAPE)
            .add(SplitName.TRAIN, images, labels)
            .add(SplitName.VALID, images, labels)
            .add(SplitName.TEST, images, labels)
            .build();
    Map<SplitName, Split> train = new EnumMap<>(Map.of(SplitName.TRAIN, all.train()));
    TrainingSettings settings =
        new TrainingSettings("", RECIPE, "", null, null, null, null, null, 2, List.of());
    try (Run run = settings.training(all.withSplits(train)).start(all.withSplits(train))) {
      run.fit();
      return run.trained();
    }
  }

  @Test
  void learnsTheBitsOfOneProcessWhateverTheOrder() {
    Map<String, ?> expected = local().weights();
    KernClassificationModel first = classifier().setLabelCol("name").fit(bars(ROWS, 1, 1));
    assertThat(first.trained().weights()).isEqualTo(expected);
    assertThat(first.labels()).isEqualTo(Bars.CLASSES);
    KernClassificationModel second = classifier().fit(bars(ROWS, 2, 5));
    assertThat(second.trained().weights()).isEqualTo(expected);
    assertThat(second.labels()).containsExactly("0", "1");
    Dataset<Row> answers = first.transform(bars(ROWS, 3, 2));
    assertThat(new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(answers))
        .isGreaterThan(0.85);
  }

  @Test
  void takesArraysOfASizeThatIsSaid() {
    KernClassifier classifier =
        classifier().setInputCol("floats").setImageSize("8x8x1").setSteps(40);
    KernClassificationModel model = classifier.fit(bars(40, 1, 2));
    assertThat(model.getInputCol()).isEqualTo("floats");
    assertThat(model.transform(bars(10, 1, 2)).where("error IS NULL").count()).isEqualTo(10);
    assertThatThrownBy(() -> classifier.setImageSize("9x8x1").fit(bars(40, 1, 2)))
        .hasMessageContaining(
            """
            the table to train on: the size of the images isn't known, or another one
              given     64 numbers, imageSize '9x8x1'
              fix       setImageSize, such as 28x28x1 for 784 numbers\
            """);
  }

  @Test
  void imagesThatValidateDoNotTrain() {
    Dataset<Row> table = bars(80, 1, 2);
    KernClassifier classifier = classifier().setSteps(30).setSeed(7);
    TrainedModel with = classifier.setValidationIndicatorCol("valid").fit(table).trained();
    TrainedModel without =
        classifier.setValidationIndicatorCol("").fit(table.where("NOT valid")).trained();
    assertThat(with.weights()).isEqualTo(without.weights());
    assertThatThrownBy(
            () -> classifier.setValidationIndicatorCol("valid").fit(table.where("valid")))
        .hasMessageContaining("all images validate, none trains");
  }

  @Test
  void searchesOfSparkTrainWithIt() {
    KernClassifier classifier = classifier().setSteps(60);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.learningRate(), new double[] {1e-6, 0.1}).build();
    MulticlassClassificationEvaluator evaluator =
        new MulticlassClassificationEvaluator().setMetricName("accuracy");
    CrossValidatorModel crossed =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(evaluator)
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(4)
            .setSeed(1)
            .fit(bars(120, 1, 2));
    assertThat(crossed.avgMetrics()).hasSize(2);
    assertThat(crossed.avgMetrics()[1]).isGreaterThan(crossed.avgMetrics()[0]);
    double[] split =
        new TrainValidationSplit()
            .setEstimator(classifier)
            .setEvaluator(evaluator)
            .setEstimatorParamMaps(grid)
            .setParallelism(2)
            .setSeed(1)
            .fit(bars(120, 1, 2))
            .validationMetrics();
    assertThat(split[1]).isGreaterThan(split[0]);
  }

  @Test
  void aPipelineOfAnIndexerKnowsTheNames() throws Exception {
    StringIndexer indexer = new StringIndexer().setInputCol("name").setOutputCol("index");
    KernClassifier classifier = classifier().setLabelCol("index").setSteps(20);
    classifier.write().overwrite().save(folder.resolve("classifier").toString());
    KernClassifier loaded = KernClassifier.load(folder.resolve("classifier").toString());
    assertThat(loaded.explainParams()).isEqualTo(classifier.explainParams());
    Dataset<Row> table = bars(41, 1, 2).drop("label"); // one more is flat, and so comes first
    PipelineModel model =
        new Pipeline().setStages(new PipelineStage[] {indexer, loaded}).fit(table);
    assertThat(((KernClassificationModel) model.stages()[1]).labels())
        .containsExactly("flat", "upright");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Dataset<Row> table = bars(10, 1, 1);
    KernClassifier classifier = classifier();
    assertThatThrownBy(() -> classifier.setLabelCol("image").fit(table))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s, column 'image': the type can't be a class
              given     binary
              expected  string, or a number
              fix       setLabelCol with another column, or cast this one\
            """
                .formatted(classifier.uid()));
    assertThatThrownBy(
            () -> classifier.setLabelCol("label").setValidationIndicatorCol("name").fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column 'name': not a column of truths");
    assertThatThrownBy(() -> new KernClassifier().setNetwork("lenett").fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no such network\n  given     'lenett'");
    assertThatThrownBy(() -> new KernClassifier().setRecipe("epoch: 3").fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the recipe, line 1: unknown key\n  given     'epoch'");
    assertThatThrownBy(() -> classifier().setEpochs(1).setSteps(1).fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("epochs and steps exclude each other\n  given     1 epochs and 1");
    assertThatThrownBy(() -> classifier().fit(table.where("false")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there are no images to train on");
    assertThatThrownBy(
            () ->
                classifier()
                    .setLabelCol("half")
                    .fit(table.selectExpr("image", "label + 0.5 AS half")))
        .hasMessageContaining("a label isn't the index of a class\n  given     ");
  }
}
