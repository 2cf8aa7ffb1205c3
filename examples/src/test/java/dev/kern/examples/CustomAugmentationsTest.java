package dev.kern.examples;

import static dev.kern.data.augment.Augmentation.invert;
import static dev.kern.data.augment.Augmentation.mixup;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.CustomAugmentation;
import dev.kern.data.file.DataException;
import dev.kern.extension.Registry;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.model.TrainedModel;
import dev.kern.train.Run;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import dev.kern.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Augmentations from outside of Kern: trained, saved, resumed, and what is said about wrong ones.
final class CustomAugmentationsTest {
  private static final CustomAugmentation GRAIN = OwnAugmentation.grain();
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(2)))
          .augment(shift(1), new Salt(0.2, 0.4), invert(0.2), GRAIN, mixup(0.2))
          .steps(40)
          .reportEvery(20)
          .checkpointEvery(10)
          .threads(2);

  @TempDir Path folder;

  @BeforeAll
  static void register() {
    new ExampleExtension().register();
  }

  private static TrainedModel trained(Training training) {
    try (Run run = training.start(Bars.data(120))) {
      run.fit();
      return run.trained();
    }
  }

  @Test
  void areFilesByNameAndSettings() {
    String text = RunJson.text(TRAINING);
    assertThat(text)
        .contains("{\"type\": \"salt\", \"part\": 0.2, \"value\": 0.4}", "{\"type\": \"grain\"}");
    assertThat(RunJson.parse("recipe", text, Training.class).augmentations())
        .hasToString(
            "[Shift[pixels=1.0], Salt[part=0.2, value=0.4], Invert[chance=0.2], grain,"
                + " Mixup[alpha=0.2]]");
  }

  @Test
  void areNamedInRecipes() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            network: [flatten, {type: dense, units: 2}]
            augmentations: [grain, {type: salt, part: 0.3}]
            """);
    assertThat(Recipe.read(recipe).settings(TRAINING).augmentations())
        .hasToString("[grain, Salt[part=0.3, value=0.5]]");
  }

  @Test
  void resumeToTheSameBits() throws IOException {
    Resumed.expectSameBits(folder, TRAINING);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void giveTheSameBitsForAnyNumberOfThreads(int threads) {
    TrainedModel one = trained(TRAINING.threads(1));
    assertThat(trained(TRAINING.threads(threads)).weights()).isEqualTo(one.weights());
    Training without = TRAINING.threads(1).augment(shift(1), invert(0.2), mixup(0.2));
    assertThat(trained(without).weights()).isNotEqualTo(one.weights());
  }

  @Test
  void saysWhichOneIsNotRegistered() {
    String text = RunJson.text(TRAINING).replace("\"salt\"", "\"chromaticDrift\"");
    assertThatThrownBy(() -> RunJson.parse("run.json", text, Training.class))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            run.json, augmentations[1]: unknown augmentation
              given     'chromaticDrift'
              expected  one of shift, rotate, scale, stretch, shear, elastic, flip, alternatingFlip, crop, brightness, \
            contrast, invert, erase, cutout, mixup, cutmix, grain, salt
              fix       use one of these, or check the spelling; one of your own must be registered \
            first: Augmentation.register(...), or a jar with an Extension on the class path \
            (KERN_CLASSPATH)\
            """);
  }

  /// A mistake ends the run with the same words for any number of threads.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void saysWhichImageOneFailedOn(int threads) {
    Training training =
        TRAINING.augment(Augmentation.custom("sparse", (image, _) -> image.pixels()[64] = 0));
    assertThatThrownBy(() -> trained(training.threads(threads)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            """
            augmentation 'sparse', step 0, image 0 of the batch: the augmentation threw an exception
              given     java.lang.ArrayIndexOutOfBoundsException: Index 64 out of bounds for \
            length 64, for an image of 8 x 8
              expected  64 values changed in place
              fix       correct sparse, at dev.kern.examples.CustomAugmentationsTest\
            """)
        .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
  }

  @Test
  void refuseNamesThatAreTaken() {
    for (String name : List.of("shift", "photos")) {
      assertThatThrownBy(() -> Augmentation.custom(name, (image, random) -> {}))
          .hasMessage(
              "augmentation: the name '%s' is that of one of Kern's own; fix: another name"
                  .formatted(name));
    }
    assertThatThrownBy(() -> Augmentation.custom("a=b", (image, random) -> {}))
        .hasMessage(
            "a custom augmentation takes a name of letters, digits and _ that begins with a letter,"
                + " given 'a=b'");
    assertThatThrownBy(
            () -> Augmentation.register(Augmentation.custom("salt", (image, random) -> {})))
        .hasMessageStartingWith("augmentation 'salt' is dev.kern.examples.Salt already, given ");
  }

  @Test
  void haveARegistryLikeLossesAndMetrics() {
    for (Registry<?> registry :
        List.of(Augmentation.registry(), Loss.registry(), Metric.registry())) {
      assertThat(List.copyOf(registry.names())).isSorted().isNotEmpty();
    }
    assertThat(Augmentation.registry().find("grain")).isPresent();
    assertThat(Augmentation.registry().find("grains")).isEmpty();
  }
}
