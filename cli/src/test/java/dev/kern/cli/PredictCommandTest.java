package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Predictions for many images, however they are named.
final class PredictCommandTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Path images;
  private static Path broken;

  @BeforeAll
  static void trainAndDraw() throws IOException {
    run = folder.resolve("run");
    Cli.Result trained =
        Cli.run("train", "--data", Cli.letters(), "--steps", 20, "--no-report", "--out", run);
    assertThat(trained.status()).as(trained.err()).isZero();
    images = folder.resolve("new images");
    draw("b.bmp");
    draw("a/2.bmp");
    draw("a/10.bmp");
    draw("c/deep/x.bmp");
    draw(".hidden/y.bmp");
    Files.writeString(images.resolve("notes.txt"), "none");
    broken = Files.createDirectories(folder.resolve("broken"));
    Cli.black(broken.resolve("1.bmp"), 28, 28);
    Files.writeString(broken.resolve("2.bmp"), "no image");
    Cli.black(broken.resolve("3.bmp"), 28, 28);
  }

  private static void draw(String name) throws IOException {
    Path file = images.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Cli.black(file, 28, 28);
  }

  private static List<String> named(Cli.Result result) {
    return result.lines().stream().map(line -> line.replaceFirst("  .*", "")).toList();
  }

  private static List<String> in(String... names) {
    return List.of(names).stream().map(name -> images + "/" + name).toList();
  }

  /// Photos that can't be read, and links that lead elsewhere, are missed by name.
  @Test
  void foldersTellWhatTheyLack() throws IOException {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Cli.black(mixed.resolve("1.bmp"), 28, 28);
    Files.writeString(mixed.resolve("IMG_7.HEIC"), "\0\0\0\u0018ftypheic");
    Files.createSymbolicLink(mixed.resolve("out.bmp"), broken.resolve("1.bmp"));
    Cli.Result result = Cli.run("predict", run, mixed);
    assertThat(result.status()).isEqualTo(1);
    assertThat(named(result)).containsExactly(mixed + "/1.bmp");
    assertThat(result.err())
        .contains(mixed + "/IMG_7.HEIC: a HEIC image")
        .contains("note: " + mixed + ": skipped 1 link that leads outside")
        .contains("no prediction for 1 of 2 images");
    Cli.Result page = Cli.run("predict", run, mixed, "--explain");
    assertThat(page.status()).isEqualTo(2);
    assertThat(page.err()).contains("given     a folder");
  }

  @Test
  void aFolderIsSearchedInTheOrderOfNames() {
    Cli.Result result = Cli.run("predict", run, images);
    assertThat(result.status()).isZero();
    assertThat(named(result)).isEqualTo(in("a/10.bmp", "a/2.bmp", "b.bmp", "c/deep/x.bmp"));
    assertThat(result.err())
        .isEqualTo(
            "note: %s: skipped 1 file without the extension of an image\n".formatted(images));
    assertThat(Cli.run("predict", run, images, "--quiet").err()).isEmpty();
  }

  @Test
  void theOthersGoOnWhereOneIsBroken() {
    Cli.Result result = Cli.run("predict", run, broken, broken.resolve("none.bmp"));
    assertThat(result.status()).isOne();
    assertThat(named(result)).containsExactly(broken + "/1.bmp", broken + "/3.bmp");
    assertThat(result.err())
        .containsSubsequence(
            broken + "/2.bmp: not an image file",
            broken + "/none.bmp: no such file or folder",
            "kern predict: no prediction for 2 of 4 images");
    Cli.Result json = Cli.run("predict", run, broken, "--json");
    assertThat(json.status()).isOne();
    assertThat(json.lines())
        .extracting(line -> JsonTree.of(line).at("image").text())
        .containsExactly(broken + "/1.bmp", broken + "/3.bmp");
  }

  @Test
  @NeedsSharedData
  void theNightIsNotWasted() {
    Path night = SharedData.path("cases/predict-stops/05-new");
    List<Object> words = new ArrayList<>(List.of("predict", run));
    for (int i = 1; i <= 4; i++) {
      words.add(night.resolve(i + ".png"));
    }
    for (Cli.Result result : List.of(Cli.run(words.toArray()), Cli.run("predict", run, night))) {
      assertThat(result.status()).isOne();
      assertThat(named(result))
          .containsExactly(night + "/1.png", night + "/3.png", night + "/4.png");
      assertThat(result.err())
          .startsWith(night + "/2.png")
          .endsWith("kern predict: no prediction for 1 of 4 images\n");
    }
  }

  @Test
  void onlyTheFirstOfManyProblemsAreToldInFull() throws IOException {
    Path all = Files.createDirectories(folder.resolve("all"));
    for (int i = 10; i < 25; i++) {
      Files.writeString(all.resolve(i + ".png"), "no image");
    }
    assertThat(Cli.run("predict", run, all).err().lines())
        .filteredOn(line -> line.contains("not an image"))
        .hasSize(15);
    assertThat(Cli.run("predict", run, all).err().lines())
        .filteredOn(line -> line.startsWith("  fix"))
        .hasSize(10);
  }

  @Test
  void patternsAreExpandedWhereTheShellDidNot() {
    assertThat(named(Cli.run("predict", run, images + "/*/*.bmp")))
        .isEqualTo(in("a/10.bmp", "a/2.bmp"));
    assertThat(named(Cli.run("predict", run, images + "/**/[2x].bmp")))
        .isEqualTo(in("a/2.bmp", "c/deep/x.bmp"));
    assertThat(named(Cli.run("predict", run, images + "/{b,none}.bmp"))).isEqualTo(in("b.bmp"));
    assertThat(named(Cli.run("predict", run, images + "/c*"))).isEqualTo(in("c/deep/x.bmp"));
    Cli.Result none = Cli.run("predict", run, images + "/*.jpg");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("'" + images + "/*.jpg': no file matches this pattern", "fix");
    assertThat(Cli.run("predict", run, "[a").err()).contains("'[a': not a valid pattern", "fix");
  }

  @Test
  void whatExistsIsNoPattern() throws IOException {
    Path odd = Cli.black(folder.resolve("odd[1].bmp"), 28, 28);
    Cli.black(folder.resolve("odd1.bmp"), 28, 28);
    assertThat(named(Cli.run("predict", run, odd))).containsExactly(odd.toString());
  }

  /// What is readable as data is predictable, image by image, whatever its format.
  @Test
  void dataSetsArePredicted() {
    List<String> formats = List.of("csv", "npz", "npy", "idx", "pickle", "shards");
    List<String> expected = List.of();
    for (String format : formats) {
      Path data = folder.resolve("letters-as-" + format);
      Cli.run("data", "convert", Cli.letters(), data, "--to", format);
      Cli.Result result = Cli.run("predict", run, data);
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(named(result))
          .hasSize(3000)
          .startsWith(data + ":train[0]", data + ":train[1]")
          .contains(data + ":valid[499]")
          .endsWith(data + ":test[499]");
      assertThat(result.err())
          .contains(
              "note: " + data + ": 500 images of 28 x 28, numbered from " + data + ":test[0]\n")
          .doesNotContain("held out", "classes");
      List<String> said = said(result);
      expected = expected.isEmpty() ? said : expected;
      assertThat(said).as(format).isEqualTo(expected);
    }
    assertThat(said(Cli.run("predict", run, Cli.letters()))).isEqualTo(expected);
  }

  private static List<String> said(Cli.Result result) {
    return result.lines().stream().map(line -> line.replaceFirst(".*?  ", "")).toList();
  }

  /// As those of a competition, which has the labels; a file doesn't stand for those beside it.
  @Test
  void imagesNeedNoLabels() throws IOException {
    Map<String, String> files =
        Map.of(
            "csv", "test.csv",
            "npy", "test_images.npy",
            "idx", "t10k-images-idx3-ubyte");
    List<String> expected = List.of();
    for (String format : files.keySet()) {
      Path data = folder.resolve("test-as-" + format);
      Cli.run("data", "convert", Cli.letters(), data, "--to", format);
      Path file = data.resolve(files.get(format));
      if (format.equals("csv")) {
        String text = Files.readString(file);
        Files.writeString(file, text.replaceAll("(?m)^\\w+,", ""));
      }
      Cli.Result result = Cli.run("predict", run, file);
      assertThat(named(result)).hasSize(500).startsWith(file + ":0").endsWith(file + ":499");
      expected = expected.isEmpty() ? said(result) : expected;
      assertThat(said(result)).as(format).isEqualTo(expected);
      assertThat(result.err())
          .isEqualTo("note: %1$s: 500 images of 28 x 28, numbered from %1$s:0\n".formatted(file));
    }
    Path npz = folder.resolve("new.npz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(npz))) {
      out.putNextEntry(new ZipEntry("arr_0.npy"));
      out.write(Files.readAllBytes(folder.resolve("test-as-npy/test_images.npy")));
    }
    assertThat(said(Cli.run("predict", run, npz))).isEqualTo(expected);
  }

  @Test
  void whatIsNoImageInATableIsSaid() throws IOException {
    Path names = Files.writeString(folder.resolve("names.csv"), "image,label\na.png,A\n");
    assertThat(Cli.run("predict", run, names).err())
        .contains("of which 0 can be pixels", "  fix  ");
    Path small = Files.writeString(folder.resolve("small.csv"), "1x1,1x2,2x1,2x2\n1,2,3,4\n");
    Cli.Result other = Cli.run("predict", run, small, images.resolve("b.bmp"));
    assertThat(other.status()).isOne();
    assertThat(other.err())
        .contains(small + ": the network takes images of a different size", "1 of 2 images");
    assertThat(Cli.run("predict", run, small, "--size", "28x28").lines()).hasSize(1);
    Cli.Result page = Cli.run("predict", run, small, "--explain");
    assertThat(page.out()).isEmpty();
    assertThat(page.err()).startsWith(small + ": not an image file");
  }

  /// What has to be known to trust predictions stands above them.
  @Test
  void whatWasMadeOfATableIsSaidFirst() throws IOException {
    String row = "7,".repeat(783) + "255\n";
    Path square = Files.writeString(folder.resolve("square.csv"), row + row);
    assertThat(Cli.run("predict", run, square, "--csv", folder.resolve("p.csv")).err())
        .startsWith(
            "note: %1$s: rows of 784 numbers were read as images of 28 x 28\n".formatted(square)
                + "note: %1$s: 2 images of 28 x 28, numbered from %1$s:0\n".formatted(square));
  }

  @Test
  void archivesAreSearched() throws IOException {
    Path zip = folder.resolve("some.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("a/2.bmp", "b.bmp")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(Files.readAllBytes(images.resolve(name)));
      }
      out.putNextEntry(new ZipEntry("c.png"));
      out.write(new byte[] {1, 2, 3});
    }
    Cli.Result result = Cli.run("predict", run, zip);
    assertThat(named(result)).containsExactly(zip + "/a/2.bmp", zip + "/b.bmp");
    assertThat(result.err()).startsWith(zip + "/c.png: not an image file");
    assertThat(result.status()).isOne();
  }

  @Test
  void standardInputIsAListOfPaths() {
    String lines = images + "/b.bmp\r\n\n" + images + "/a\n" + images + "/none.bmp\n";
    Cli.Result result = withInput(lines.getBytes(StandardCharsets.UTF_8), "predict", run, "-");
    assertThat(result.status()).isOne();
    assertThat(named(result)).isEqualTo(in("b.bmp", "a/10.bmp", "a/2.bmp"));
    assertThat(result.err()).contains(images + "/none.bmp: no such file", "1 of 4 images");

    String zeros = images + "/a/2.bmp\0" + images + "/b.bmp\0";
    assertThat(named(withInput(zeros.getBytes(StandardCharsets.UTF_8), "predict", run, "-")))
        .isEqualTo(in("a/2.bmp", "b.bmp"));
    String last = images + "/b.bmp";
    assertThat(named(withInput(last.getBytes(StandardCharsets.UTF_8), "predict", run, "-")))
        .isEqualTo(in("b.bmp"));
  }

  @Test
  void standardInputIsAnImageToo() throws IOException {
    Cli.Result image = withInput(Files.readAllBytes(images.resolve("b.bmp")), "predict", run, "-");
    assertThat(named(image)).containsExactly("-");
    for (byte[] other :
        new byte[][] {{}, {0, 0, 0, 24}, {(byte) 0x89, 'P', 'N', 'G', '\r', '\n'}}) {
      Cli.Result refused = withInput(other, "predict", run, "-");
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).startsWith("standard input: ");
    }
  }

  private static Cli.Result withInput(byte[] input, Object... words) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return Cli.run(words);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void writesACsvFile() throws IOException {
    Path csv = folder.resolve("predictions.csv");
    Files.writeString(csv, "what was there");
    Cli.Result result = Cli.run("predict", run, images.resolve("a"), "--csv", csv);
    assertThat(result.out()).isEqualTo("Predictions for 2 images in " + csv + "\n");
    assertThat(Files.readAllLines(csv)).hasSize(3).first().isEqualTo("image,label,probability");
    assertThat(Files.readAllLines(csv).get(1))
        .matches("\\Q" + images + "\\E/a/10.bmp,[A-J],[0-9.E-]+");
    Cli.run("predict", run, broken, "--csv", csv, "--top", 3, "--quiet");
    assertThat(Files.readAllLines(csv))
        .hasSize(3)
        .first()
        .isEqualTo("image,label,probability,label2,probability2,label3,probability3");
    assertThat(Files.readAllLines(csv).get(2).split(",")).hasSize(7);
  }

  @Test
  void standardOutputCanHaveTheCsv() {
    Cli.Result result = Cli.run("predict", run, images.resolve("a"), "--csv", "-");
    assertThat(result.lines()).hasSize(3).first().isEqualTo("image,label,probability");
    assertThat(result.lines().getLast()).matches("\\Q" + images + "\\E/a/2.bmp,[A-J],[0-9.E-]+");
    assertThat(result.err()).isEmpty();
    Cli.Result page =
        Cli.run(
            "predict",
            run,
            images.resolve("b.bmp"),
            "--csv=-",
            "--explain",
            "--out",
            folder.resolve("b.html"));
    assertThat(page.lines()).hasSize(2);
    assertThat(page.err()).isEqualTo(folder.resolve("b.html") + "\n");
    Cli.Result both = Cli.run("predict", run, images, "--csv", "-", "--json");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).startsWith("kern predict: standard output can't have both JSON and CSV");
  }

  @Test
  void aCsvFileStaysWhereThereIsNoPrediction() throws IOException {
    Path csv = folder.resolve("night.csv");
    Path bad = broken.resolve("2.bmp");
    Cli.Result none = Cli.run("predict", run, bad, "--csv", csv);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err())
        .endsWith("note: " + csv + " was not written: there are no predictions\n");
    assertThat(csv).doesNotExist();
    Files.writeString(csv, "what was there");
    Cli.Result again = Cli.run("predict", run, bad, "--csv", csv);
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).endsWith(csv + " stays as it was: there are no predictions\n");
    assertThat(csv).hasContent("what was there");
  }

  /// As for data sets: a line for each kind, and none with `--quiet`.
  @Test
  void saysWhatWasDoneToPhotos() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
    byte[] whole = jpeg.toByteArray();
    Files.write(photos.resolve("1.jpg"), whole);
    Files.write(photos.resolve("2.jpg"), PhonePhotos.tagged(whole, 6));
    Files.write(photos.resolve("3.jpg"), PhonePhotos.tagged(whole, 3));
    Files.write(photos.resolve("4.jpg"), Arrays.copyOf(whole, whole.length - 2));
    Cli.Result result = Cli.run("predict", run, photos);
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo(
            """
            note: turned 2 images upright, as the EXIF orientation says: '%1$s/2.jpg', '%1$s/3.jpg'
            note: 1 JPEG file ends oddly, but the pixels are whole: '%1$s/4.jpg' (no end marker)
            """
                .formatted(photos));
    assertThat(Cli.run("predict", run, photos, "--quiet").err()).isEmpty();
  }

  @Test
  void namesAsManyClassesAsWanted() {
    Path image = images.resolve("b.bmp");
    assertThat(Cli.run("predict", run, image, "--top", 1).out()).matches(".*  [A-J]  [0-9.]+%\n");
    assertThat(Cli.run("predict", run, image, "--top", 5).out())
        .matches(".*  [A-J]  [0-9.]+%  \\(([A-J] [0-9.]+%(, |\\)\n)){4}");
    JsonTree line = JsonTree.of(Cli.run("predict", run, image, "--top", 2, "--json").out());
    assertThat(line.at("probabilities").keys())
        .hasSize(2)
        .first()
        .isEqualTo(line.at("label").text());
  }
}
