package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.Checksum;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import dev.kern.train.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kern data` on real data sets whose contents are known.
final class DataCommandTest {
  private static final String NOT_MNIST = "data/notmnist/notMNIST_small.tar.gz";

  @Test
  void infoIsTheContract() {
    Cli.Result result = Cli.run("data", "info", Cli.letters(), "--json");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("{\"format\":\"pickle\",\"splits\":{\"train\":{\"count\":")
        .contains("\"shape\":[28,28,1]", "\"perClass\":{\"A\":", "\"sum\":", "\"warnings\":[")
        .containsPattern(
            "\"sum\":-137782\\.8470\\d+,\"min\":-0.5,\"max\":0.5,\"mean\":-0.087871713\\d+");
  }

  @Test
  void infoIsATable() {
    assertThat(Cli.run("data", "info", Cli.letters()).lines())
        .anyMatch(line -> line.matches("class +train +valid +test"))
        .anyMatch(line -> line.matches("A( +[\\d,]+){3}"))
        .anyMatch(line -> line.matches("all( +[\\d,]+){3}"))
        .anyMatch(line -> line.matches("pixels +train +valid +test"))
        .anyMatch(line -> line.matches("min( +-0.5000){3}"))
        .anyMatch(line -> line.matches("max( +0.5000){3}"))
        .anyMatch(line -> line.matches("mean( +-0.0\\d{3}){3}"));
    assertThat(Cli.run("data", "info").out()).startsWith("glyphs: format ");
  }

  @NeedsSharedData
  @Test
  void checkFindsWhatIsWrongWithNotMnistSmall(@TempDir Path folder) throws IOException {
    Path sheet = folder.resolve("sheet.png");
    Cli.Result result = Cli.run("data", "check", SharedData.path(NOT_MNIST), "--image", sheet);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("18,724 images of 28 x 28 in 10 classes")
        .contains("        2  broken files")
        .contains(
            "notMNIST_small/A/RGVtb2NyYXRpY2FCb2xkT2xkc3R5bGUgQm9sZC50dGY=.png: the file is empty")
        .contains("notMNIST_small/F/Q3Jvc3NvdmVyIEJvbGRPYmxpcXVlLnR0Zg==.png: the file is empty")
        .containsPattern(
            "  492  duplicates of other images\n( {13}[A-J] \\S+, [A-J] .*\n){10} {13}and")
        .contains(" more; --json lists all")
        .contains("        8  images whose duplicates have different labels, in 2 groups")
        .contains("      254  images of a single colour", "I: 254, the first notMNIST_small/I/")
        .contains("Sheet written to " + sheet);
    assertThat(ByteBuffer.wrap(Files.readAllBytes(sheet)).getInt(16)).isEqualTo(1320);
  }

  @Test
  void checkHasAContract() {
    Cli.Result result = Cli.run("data", "check", Cli.letters(), "--json", "--near", 0.995);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("{\"images\":3000,\"broken\":[],\"surplusCopies\":")
        .contains("\"surplusCopies\":0,\"copies\":[],\"alsoInTraining\":{}")
        .contains(
            "\"conflictingLabels\":[",
            "\"leastCorrelation\":0.995,\"nearImages\":[[{\"part\":\"train\",\"sample\":117,\"label\":\"J\",")
        .contains("\"likeTraining\":{", "\"nearConflicts\":[", "\"constant\":[")
        .contains("\"balance\":{\"perClass\":{\"A\":", "\"image\":null,\"warnings\":[");
  }

  @Test
  void sampleDrawsASheet(@TempDir Path folder) throws IOException {
    Path sheet = folder.resolve("letters.png");
    Cli.Result result =
        Cli.run(
            "data", "sample", Cli.letters(), "--out", sheet, "--per-class", 7, "--split", "test");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(sheet + "  70 test images, 7 per class, 539 x 760 pixels\n");
    byte[] once = Files.readAllBytes(sheet);
    assertThat(ByteBuffer.wrap(once).getInt(16)).isEqualTo(539);
    assertThat(ByteBuffer.wrap(once).getInt(20)).isEqualTo(760);
    assertThat(
            Cli.run(
                    "data",
                    "sample",
                    Cli.letters(),
                    "--out",
                    sheet,
                    "--per-class",
                    7,
                    "--split",
                    "test",
                    "--json")
                .out())
        .isEqualTo(
            "{\"file\":\"%s\",\"width\":539,\"height\":760,\"images\":70,\"perClass\":7}\n"
                .formatted(sheet));
    assertThat(sheet).hasBinaryContent(once);
    Cli.run("data", "sample", Cli.letters(), "--out", sheet, "--per-class", 7, "--seed", 2);
    assertThat(Files.readAllBytes(sheet)).isNotEqualTo(once);
  }

  @Test
  void imagesThatOutgrowMemoryGetAnOrderForThem() {
    Split images = Split.of(new ImageShape(1024, 1024, 1), new float[3 << 20], new int[3]);
    assertThat(TrainCommand.outgrown(images, Order.SHUFFLED, 2 << 20))
        .hasValue(
            "note: the training images take 3 MiB, more than the Java heap's maximum of 2 MiB;"
                + " if they don't fit into memory, --order windowed is faster");
    assertThat(TrainCommand.outgrown(images, Order.SHUFFLED, 3 << 20)).isEmpty();
    assertThat(TrainCommand.outgrown(images, Order.WINDOWED, 2 << 20)).isEmpty();
  }

  @Test
  void imagesOfManySizesAreTrainedOnAndRecognised(@TempDir Path folder) throws IOException {
    for (int i = 1; i <= 12; i++) {
      for (String label : List.of("wide", "tall")) {
        Path file = folder.resolve("images").resolve(label).resolve(i + ".bmp");
        Files.createDirectories(file.getParent());
        boolean wide = label.equals("wide");
        Cli.black(file, wide ? 9 + i : 8, wide ? 8 : 9 + i);
      }
    }
    Path images = folder.resolve("images");
    Cli.Result refused = Cli.run("data", "info", images);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains("the images differ in size", "fix       resize them all: --size ");
    Path run = folder.resolve("run");
    Object[] train = {
      "train", "--data", images, "--size", "12x16", "--steps", 4, "--batch", 4, "--out", run
    };
    Cli.Result trained = Cli.run(train);
    assertThat(trained.err()).isEmpty();
    assertThat(trained.out())
        .contains(
            "note: images of 24 sizes, mostly",
            "were resized to 12 x 16, ignoring their aspect ratio");
    assertThat(Files.readString(run.resolve("run.json"))).contains("\"fit\": \"stretch\"");
    assertThat(Files.readString(run.resolve("network.json"))).contains("\"fit\": \"stretch\"");
    assertThat(Cli.run("evaluate", run, "--split", "train").out())
        .startsWith("note: ")
        .contains("Accuracy ");
    Path image = images.resolve("wide/3.bmp");
    Cli.Result predicted = Cli.run("predict", run, image);
    assertThat(predicted.err())
        .isEqualTo(
            "note: %s: resized from 8 x 12 to 12 x 16, ignoring the aspect ratio\n"
                .formatted(image));
    assertThat(predicted.out()).startsWith(image.toString());
    assertThat(Cli.run("predict", run, image, "--size", "12x16").status()).isZero();
    assertThat(Cli.run("predict", run, image, "--size", "9x9").err())
        .contains("given     --size 9x9", "fix       --size 12x16");
    assertThat(Cli.run("runs", "report", run).err()).isEmpty();
    assertThat(Cli.run("evaluate", run, "--data", "glyphs", "--size", "9x9").err())
        .contains("fix       resize them with --size 12x16 --channels 1");
  }

  @Test
  void sampleShowsWhatAugmentationDoes(@TempDir Path folder) throws IOException {
    Path plain = folder.resolve("plain.png");
    Path changed = folder.resolve("changed.png");
    Cli.run("data", "sample", Cli.letters(), "--out", plain, "--per-class", 3);
    Cli.Result result =
        Cli.run(
            "data",
            "sample",
            Cli.letters(),
            "--out",
            changed,
            "--per-class",
            3,
            "--augment",
            "letters");
    assertThat(result.err()).isEmpty();
    assertThat(result.out().replace(changed.toString(), ""))
        .isEqualTo("  30 augmented training images, 3 per class, 295 x 760 pixels\n");
    assertThat(Files.readAllBytes(changed)).isNotEqualTo(Files.readAllBytes(plain));
  }

  @Test
  void convertWritesWhatTrainingTakes(@TempDir Path folder) throws IOException {
    Path shards = folder.resolve("shards");
    Cli.Result result =
        Cli.run("data", "convert", Cli.letters(), shards, "--to", "shards", "--shard-size", 1);
    assertThat(result.err()).isEmpty();
    assertThat(result.lines())
        .contains("Training set  2,000 images of 28 x 28, uint8", "Written to " + shards);
    assertThat(shards.resolve("train-00001.shard")).exists();
    String info = Cli.run("data", "info", Cli.letters(), "--json").out();
    assertThat(Cli.run("data", "info", shards, "--json").out())
        .isEqualTo(info.replace("\"pickle\"", "\"shards\""));

    Path npz = folder.resolve("letters.npz");
    assertThat(Cli.run("data", "convert", shards, npz, "--to", "npz", "--json").out())
        .isEqualTo(
            "{\"data\":\"%s\",\"format\":\"npz\",\"pixels\":\"uint8\",\"images\":%s}%n"
                .formatted(npz, "{\"train\":2000,\"valid\":500,\"test\":500}"));

    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    for (Path[] run : new Path[][] {{shards, one}, {npz, other}}) {
      Cli.Result trained =
          Cli.run("train", "--data", run[0], "--steps", 100, "--no-report", "--out", run[1]);
      assertThat(trained.status()).isZero();
    }
    assertThat(one.resolve("model.safetensors"))
        .hasSameBinaryContentAs(other.resolve("model.safetensors"));
  }

  @NeedsSharedData
  @Test
  void fetchSaysThatNotMnistHasNoChecksum(@TempDir Path folder) throws IOException {
    // Real letters, made as long as the published file: behind its end, gzip reads nothing.
    byte[] there = Arrays.copyOf(Files.readAllBytes(SharedData.path(NOT_MNIST)), 8_458_043);
    Files.write(folder.resolve("notMNIST_small.tar.gz"), there);
    Cli.Result result = Cli.run("data", "fetch", "notmnist", "--out", folder);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            "note: the publisher gives no checksum for notMNIST_small.tar.gz, so only the size was"
                + " checked; the downloaded file has the SHA-256 checksum "
                + Checksum.of(there));
    assertThat(Cli.run("data", "fetch", "notmnist", "--out", folder, "--json").out())
        .contains("\"images\":18724,\"unchecked\":{\"notMNIST_small.tar.gz\":\"");
  }

  @Test
  void renderMakesADataSetOfFonts(@TempDir Path folder) {
    Path fonts = Path.of("../glyphs/src/test/resources/dev/kern/glyph/fonts");
    Path out = folder.resolve("vowels");
    Cli.Result result =
        Cli.run("data", "render", "--fonts", fonts, "--letters", "AEIOU", "--out", out);
    assertThat(result.status()).isZero();
    assertThat(result.lines())
        .anyMatch(line -> line.matches("Test set +\\d+ images of 1 family"))
        .contains("Written to " + out);
    assertThat(result.out()).contains("0 symbol fonts").doesNotContain("note: ");
    assertThat(Cli.run("data", "info", out).out()).contains("format idx", "U ");
    assertThat(Cli.run("data", "render", "--fonts", folder, "--out", out).status()).isEqualTo(2);

    Path two = folder.resolve("two");
    assertThat(
            Cli.run("data", "render", "--fonts", fonts.resolve("orbitron"), "--out", two).lines())
        .anyMatch(line -> line.matches("Training set +\\d+ images of 1 family"))
        .contains(
            "note: too few font families to give each split its own: all images are for training,"
                + " and splits held out from them share families");
  }

  /// Output that is piped stays what it was.
  @Test
  void readingSaysNothingInAPipe() {
    Cli.Result result = Cli.run("data", "info", Cli.letters());
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).doesNotContain("Reading");
  }
}
