package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.format.Datasets;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labels that a network gives.
final class DataLabelCommandTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Path other;
  private static Dataset letters;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    Cli.Result result =
        Cli.run("train", "--data", Cli.letters(), "--steps", 60, "--no-report", "--out", run);
    assertThat(result.status()).as(result.err()).isZero();
    other = folder.resolve("other");
    result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--steps",
            60,
            "--seed",
            2,
            "--no-report",
            "--out",
            other);
    assertThat(result.status()).as(result.err()).isZero();
    letters = Datasets.open(Cli.letters());
  }

  /// Hashes of the pixels of a data set's images, in whatever splits they are.
  private static List<Integer> images(Dataset data, SplitName... splits) {
    List<Integer> images = new ArrayList<>();
    float[] pixels = new float[data.shape().size()];
    for (SplitName splitName : splits) {
      Split split = data.split(splitName).orElseThrow();
      for (int i = 0; i < split.count(); i++) {
        split.pixels(i, pixels, 0);
        images.add(Arrays.hashCode(pixels));
      }
    }
    Collections.sort(images);
    return images;
  }

  @Test
  void onlyTrainingImagesThatTheNetworkIsSureOfAreLabelled() {
    Path out = folder.resolve("sure.tar");
    Cli.Result result =
        Cli.run("data", "label", run, Cli.letters(), "--threshold", 0.6, "--out", out, "--json");
    assertThat(result.status()).as(result.err()).isZero();
    List<String> expected = new ArrayList<>();
    Classifier classifier = Classifier.load(run);
    float[] pixels = new float[letters.shape().size()];
    for (int i = 0; i < letters.train().count(); i++) {
      letters.train().pixels(i, pixels, 0);
      Prediction said = classifier.classify(pixels);
      if (said.probability() >= 0.6) {
        expected.add(said.label());
      }
    }
    assertThat(expected).hasSizeBetween(1, letters.train().count() - 1);
    JsonTree json = JsonTree.of(result.lines().getFirst());
    assertThat(json.at("images").number()).isEqualTo(letters.train().count());
    for (String name : letters.classNames()) {
      assertThat(json.at("labelled").at(name).number())
          .isEqualTo(Collections.frequency(expected, name));
    }
    Dataset labelled = Datasets.open(out);
    int count = 0;
    for (SplitName splitName : SplitName.values()) {
      Split split = labelled.split(splitName).orElseThrow();
      for (int i = 0; i < split.count(); i++) {
        split.pixels(i, pixels, 0);
        assertThat(labelled.classNames().get(split.label(i)))
            .isEqualTo(classifier.classify(pixels).label());
        count++;
      }
    }
    assertThat(count).isEqualTo(expected.size());
    String[] others = {"--tta", "flip", "--with", other.toString()};
    for (int i = 0; i < others.length; i += 2) {
      Path file = folder.resolve("other" + i + ".tar");
      Cli.Result mean =
          Cli.run(
              "data",
              "label",
              run,
              Cli.letters(),
              "--threshold",
              0.6,
              others[i],
              others[i + 1],
              "--out",
              file);
      assertThat(mean.status()).as(mean.err()).isZero();
      assertThat(mean.lines().get(1)).isNotEqualTo(counts(json));
    }
  }

  private static String counts(JsonTree json) {
    return letters.classNames().stream()
        .map(name -> "%s %.0f".formatted(name, json.at("labelled").at(name).number()))
        .collect(Collectors.joining(", "));
  }

  /// The scaling of a network is none of the usual ones, by which the formats of arrays are read.
  @Test
  void aNetworksScalingIsItsOwn() {
    Path scaled = folder.resolve("scaled");
    assertThat(
            Cli.run(
                    "train",
                    "--data",
                    Cli.letters(),
                    "--scale",
                    "mean=.4,std=.3",
                    "--steps",
                    2,
                    "--no-report",
                    "--out",
                    scaled)
                .status())
        .isZero();
    Path out = folder.resolve("scaled.npz");
    assertThat(
            Cli.run("data", "label", scaled, Cli.letters(), "--threshold", 0, "--out", out)
                .status())
        .isZero();
    Dataset labelled = Datasets.open(out);
    assertThat(labelled.normalization()).contains(Normalization.COURSE);
    assertThat(images(labelled, SplitName.values()).equals(images(letters, SplitName.TRAIN)))
        .as("the same images")
        .isTrue();
  }

  @Test
  void thePixelsAreThoseOfTheImages() {
    Path out = folder.resolve("all.npz");
    Cli.Result result =
        Cli.run("data", "label", run, Cli.letters(), "--threshold", 0, "--out", out);
    assertThat(result.lines())
        .contains("Written to " + out)
        .last()
        .isEqualTo("  kern train --data MINE --data " + out + ":train:weight=0.5");
    assertThat(
            images(Datasets.open(out), SplitName.values()).equals(images(letters, SplitName.TRAIN)))
        .as("the same images")
        .isTrue();
    assertThat(result.err()).contains("left out the validation images", "left out the test images");
    assertThat(
            Cli.run(
                    "train",
                    "--data",
                    Cli.letters(),
                    "--data",
                    out + ":train:weight=0.5",
                    "--steps",
                    2,
                    "--no-report",
                    "--out",
                    folder.resolve("both"))
                .status())
        .isZero();
  }

  @Test
  void imagesInFoldersOfTestImagesAreLeftOut() throws IOException {
    Path photos = folder.resolve("photos");
    for (String name : List.of("new/1.bmp", "test_set/2.bmp", "A/val/3.bmp", "4.bmp")) {
      Path file = photos.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      Cli.black(file, 28, 28);
    }
    Cli.Result result =
        Cli.run(
            "data", "label", run, photos, "--threshold", 0, "--out", folder.resolve("photos.npz"));
    assertThat(result.out()).startsWith("Labelled 2 of 2 images");
    assertThat(result.err())
        .contains(
            "note: left out 2 images in folders of validation or test images: '%s/A/val', '%s/test_set' (to label"
                .formatted(photos, photos));
    Cli.Result pattern =
        Cli.run(
            "data",
            "label",
            run,
            photos + "/te*",
            "--threshold",
            0,
            "--out",
            folder.resolve("pattern.npz"));
    assertThat(pattern.status()).isEqualTo(2);
    assertThat(pattern.err()).contains("left out 1 image in", "there are no images to label");
    Cli.Result named =
        Cli.run(
            "data",
            "label",
            run,
            photos.resolve("test_set"),
            "--threshold",
            0,
            "--out",
            folder.resolve("test.npz"));
    assertThat(named.out()).startsWith("Labelled 1 of 1 images");
  }

  @Test
  void whereTheNetworkIsSureOfNothingNothingIsWritten() {
    Path out = folder.resolve("none.npz");
    Cli.Result result =
        Cli.run("data", "label", run, Cli.letters(), "--with", run, "--threshold", 1, "--out", out);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("the network isn't sure of any image", "fix       give a lower --threshold");
    assertThat(out).doesNotExist();
    assertThat(Cli.run("data", "label", run, "-", "--out", out).err())
        .contains("kern data label: standard input isn't read");
    assertThat(Cli.run("data", "label", run, Cli.letters(), "--out", folder).err())
        .contains("kern data label: no format is given");
  }
}
