package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.Normalization;
import dev.kern.data.format.DatasetReader;
import dev.kern.data.image.PngWriter;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import dev.kern.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--scale` and `--resize`: what pixels become, and what the commands say of it.
final class ScaleCommandsTest {
  @TempDir private Path folder;
  private Path images;

  /// Colour images of 6 x 10, bright at the left (A) or at the right (B).
  @BeforeEach
  void write() throws IOException {
    Random random = new Random(1);
    images = folder.resolve("images");
    for (int n = 0; n < 60; n++) {
      byte[] pixels = new byte[6 * 10 * 3];
      for (int i = 0; i < pixels.length; i++) {
        boolean left = Math.floorDiv(i, 3) % 10 < 5;
        pixels[i] = (byte) (random.nextInt(60) + (left == (n % 2 == 0) ? 180 : 0));
      }
      Path file = images.resolve("AB".charAt(n % 2) + "/" + n + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, PngWriter.of(pixels, 6, 10, 3));
    }
  }

  private Cli.Result train(String name, Object... more) {
    Object[] words = {
      "train",
      "--data",
      images,
      "--steps",
      60,
      "--batch",
      8,
      "--size",
      "8x8",
      "--no-report",
      "--out",
      folder.resolve(name)
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Cli.run(all);
  }

  @Test
  void aScalingPerChannelIsKeptWithTheModel() {
    Cli.Result trained = train("run", "--scale", "imagenet");
    assertThat(trained.err()).isEmpty();
    assertThat(trained.out())
        .contains(
            "note: pixels are scaled as (value - [123.675, 116.28, 103.53]) / [58.395, 57.12,"
                + " 57.375] instead of (value - 127.5) / 255");
    Path run = folder.resolve("run");
    assertThat(Cli.run("evaluate", run, "--split", "all").out()).contains("Accuracy 100.00%");
    Cli.Result said = Cli.run("predict", run, images.resolve("A/0.png"));
    assertThat(said.out()).contains("0.png  A  ");
    Path onnx = folder.resolve("run.onnx");
    assertThat(Cli.run("export", run, onnx).status()).isZero();
    assertThat(Cli.run("predict", onnx, images.resolve("A/0.png"), "--size", "8x8").out())
        .isEqualTo(said.out());
    assertThat(Cli.run("runs", "report", run).status()).isZero();
    Cli.Result grey =
        Cli.run("train", "--data", images, "--scale", "imagenet", "--channels", 1, "--size", "8x8");
    assertThat(grey.status()).isEqualTo(2);
    assertThat(grey.err()).contains("the scaling has another number of channels than the images");
  }

  @Test
  void whatGoesOnFromARunHasItsScaling() {
    assertThat(train("unit", "--scale", "0..1").status()).isZero();
    Cli.Result from = train("from", "--from", folder.resolve("unit"));
    assertThat(from.err()).isEmpty();
    assertThat(from.out()).contains("note: pixels are scaled as (value - 0) / 255 instead of");
    assertThat(folder.resolve("from/network.json"))
        .content()
        .contains("\"normalization\": {\"center\": 0.0, \"span\": 255.0}");
    Dataset again =
        RunFolder.open(folder.resolve("unit")).reader(DatasetReader.usual()).open(images);
    assertThat(again.normalization()).contains(Normalization.UNIT);
    assertThat(again.shape()).hasToString("8 x 8 x 3");
  }

  @Test
  void aRecipeSaysTheScaling() throws IOException {
    Path recipe = folder.resolve("mine.yaml");
    Files.writeString(recipe, "data: " + images + "\nscale: -1..1\nsteps: 5\nbatch: 8\n");
    Path out = folder.resolve("run");
    Cli.Result result = Cli.run("train", recipe, "--size", "8x8", "--out", out, "--no-report");
    assertThat(result.err()).isEmpty();
    assertThat(out.resolve("network.json")).content().contains("\"span\": 127.5");
    Files.writeString(recipe, "data: " + images + "\nscale: 1\n");
    assertThat(Cli.run("train", recipe).err())
        .contains("mine.yaml, line 2", "not a known scaling: '1'", "fix       scale: 0..1");
    Files.writeString(recipe, "batch: 0\nscale: 1\nsize: 3\nreport: maybe\n");
    assertThat(Cli.run("train", recipe).err())
        .contains("line 1, batch: ", "line 2, scale: ", "line 3, size: ", "line 4, report: ");
  }

  @Test
  void resizingCanKeepTheAspectRatio() {
    Cli.Result trained = train("run", "--resize", "pad");
    assertThat(trained.out())
        .contains(
            "note: images of 6 x 10 x 3 were resized to 8 x 8 x 3, with black bars, which keep"
                + " their aspect ratio");
    Path run = folder.resolve("run");
    assertThat(run.resolve("network.json")).content().contains("\"fit\": \"pad\"");
    assertThat(Cli.run("evaluate", run, "--split", "all").out()).contains("Accuracy 100.00%");
    Cli.Result said = Cli.run("predict", run, images.resolve("B/1.png"));
    assertThat(said.out()).contains("1.png  B  ");
    assertThat(said.err())
        .contains("resized from 6 x 10 to 8 x 8, with black bars, which keep the aspect ratio");
    Cli.Result without = Cli.run("data", "info", images, "--resize", "crop");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--resize: there is no size to resize to");
  }

  /// What was trained on cropped images is asked about cropped ones, whatever file it is in.
  @Test
  void aModelKeepsItsWayOfResizing() throws IOException {
    assertThat(train("run", "--resize", "crop", "--network", "strided").status()).isZero();
    Path run = folder.resolve("run");
    Path onnx = folder.resolve("run.onnx");
    assertThat(Cli.run("export", run, onnx).status()).isZero();
    assertThat(Cli.run("evaluate", onnx, "--data", images, "--split", "all").out())
        .contains("resized to 8 x 8 x 3, after cutting out their middle");
    Path image = images.resolve("B/1.png");
    String size = "note: " + image + ": resized from 6 x 10 to 8 x 8, ";
    Cli.Result cropped = Cli.run("predict", run, image);
    assertThat(cropped.err()).isEqualTo(size + "after cutting out the middle\n");
    Cli.Result padded = Cli.run("predict", run, image, "--resize", "pad");
    assertThat(padded.err()).isEqualTo(size + "with black bars, which keep the aspect ratio\n");
    assertThat(padded.out()).isNotEqualTo(cropped.out());
    for (Path model : List.of(onnx, run.resolve("model.safetensors"))) {
      for (String more : List.of("--top=2", "--size=8x8")) {
        Cli.Result said = Cli.run("predict", model, image, more);
        assertThat(said.err()).isEqualTo(cropped.err());
        assertThat(said.out()).isEqualTo(cropped.out());
      }
      assertThat(Cli.run("predict", model, image, "--resize", "pad").out()).isEqualTo(padded.out());
    }
    assertThat(Cli.run("evaluate", run, "--split", "all", "--resize", "pad").out())
        .contains("resized to 8 x 8 x 3, with black bars");
    Path small = folder.resolve("small");
    Object[] more = {"--data", images, "--steps", 5, "--batch", 8, "--no-report", "--out", small};
    assertThat(
            Cli.run(Stream.concat(Stream.of("train", "--from", onnx), Stream.of(more)).toArray())
                .out())
        .contains("resized to 8 x 8 x 3, after cutting out their middle");
    assertThat(small.resolve("network.json")).content().contains("\"fit\": \"crop\"");
  }

  @Test
  void convertingWritesTheScaling() {
    Path shards = folder.resolve("shards");
    assertThat(
            Cli.run("data", "convert", images, shards, "--to", "shards", "--scale", "0..1").out())
        .contains("uint8");
    assertThat(Cli.run("data", "info", shards).out()).contains("scaling (value - 0) / 255");
    assertThat(Cli.run("data", "info", images, "--scale", "0-1").err())
        .contains("--scale: not a known scaling: '0-1'", "fix       --scale 0..1");
  }

  @NeedsSharedData
  @Test
  void aModelFromElsewhereSaysThatItsScalingIsNotKnown() {
    Path cases = SharedData.path("cases/onnx-normalization");
    Path model = cases.resolve("trained-on-0-to-1.onnx");
    Path bytes = cases.resolve("mnist-300");
    Cli.Result unknown = Cli.run("evaluate", model, "--data", bytes, "--split", "all");
    assertThat(unknown.err())
        .contains("doesn't say how its training images were scaled", "--scale 0..1");
    Cli.Result scaled =
        Cli.run("evaluate", model, "--data", bytes, "--split", "all", "--scale", "0..1");
    Cli.Result floats =
        Cli.run(
            "evaluate",
            model,
            "--data",
            cases.resolve("the-same-0-to-1.npz"),
            "--split",
            "all",
            "--scale",
            "0..1");
    assertThat(scaled.err()).isEmpty();
    assertThat(scaled.out()).contains("Accuracy 98.3");
    assertThat(floats.out()).contains("Accuracy 98.3");
    assertThat(Cli.run("predict", model, images.resolve("A/0.png")).err())
        .contains("it isn't known how the network's training images were scaled", "--scale 0..1");
    Path known = folder.resolve("known.onnx");
    assertThat(Cli.run("export", model, known, "--scale", "0..1").status()).isZero();
    assertThat(Cli.run("evaluate", known, "--data", bytes, "--split", "all").out())
        .contains("Accuracy 98.3");
  }

  @NeedsSharedData
  @Test
  void wideIntegersAndBytesOfZeroAndOneAreLearnt() {
    for (String name : new String[] {"uint16-arrays/14-uint16", "zero-one-bytes/14-zero-one"}) {
      Path data = SharedData.path("cases/" + name + ".npz");
      Path run = folder.resolve(name.substring(0, 4));
      Cli.Result trained =
          Cli.run("train", "--data", data, "--steps", 300, "--no-report", "--out", run);
      assertThat(trained.out()).containsPattern("note: (integers from|all bytes are 0 or 1)");
      assertThat(Cli.run("evaluate", run, "--split", "all").out())
          .containsPattern("Accuracy (9[5-9]|100)\\.");
    }
  }
}
