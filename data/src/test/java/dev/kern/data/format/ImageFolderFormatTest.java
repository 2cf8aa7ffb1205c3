package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Labels;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders and archives of images: real ones, the same in every wrapping, and hostile ones.
final class ImageFolderFormatTest {
  @SuppressWarnings("ArrayRecordComponent") // packed, never compared
  private record Entry(String name, byte[] content, char type, String target) {
    Entry(String name, byte[] content, char type) {
      this(name, content, type, "");
    }

    Entry(String name, byte[] content) {
      this(name, content, '0');
    }

    Entry(String name, String target, char type) {
      this(name, new byte[0], type, target);
    }

    Entry(String name, String target) {
      this(name, target, '2');
    }
  }

  @TempDir private Path folder;

  private static List<Entry> fixture() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(TestFiles.resource("fixture/images")))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        entries.add(new Entry(e.getName(), zip.readAllBytes()));
      }
    }
    return entries;
  }

  /// A tar file; each header is written by hand, since the JDK has no tar.
  private static byte[] tar(List<Entry> entries) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      byte[] header = new byte[512];
      put(header, 0, entry.name);
      put(header, 124, "%011o".formatted(entry.content.length));
      put(header, 148, "        ");
      header[156] = (byte) entry.type;
      put(header, 157, entry.target);
      put(header, 257, "ustar\00000");
      int sum = 0;
      for (byte value : header) {
        sum += value & 0xff;
      }
      put(header, 148, "%06o\0 ".formatted(sum));
      tar.writeBytes(header);
      tar.writeBytes(entry.content);
      tar.writeBytes(new byte[-entry.content.length & 511]);
    }
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void otherHeadersLeaveALongNameToTheNextFile() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : fixture()) {
      byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
      byte[] path = ("99 path=" + entry.name + "\n").getBytes(StandardCharsets.UTF_8);
      boolean gnu = entries.size() % 10 == 0;
      entries.add(new Entry("long", gnu ? name : path, gnu ? 'L' : 'x'));
      entries.add(new Entry("link", new byte[700], 'K'));
      entries.add(new Entry("all", "20 path=nowhere.txt\n".getBytes(StandardCharsets.UTF_8), 'g'));
      entries.add(new Entry("time", "16 mtime=1234567\n".getBytes(StandardCharsets.UTF_8), 'x'));
      entries.add(new Entry("cut off", entry.content));
    }
    expectSame(Datasets.open(TestFiles.write(folder.resolve("long.tar"), tar(entries))));
  }

  private Path zip(List<Entry> entries) throws IOException {
    Path file = folder.resolve("made.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name));
        zip.write(
            entry.type == '2' ? entry.target.getBytes(StandardCharsets.UTF_8) : entry.content);
      }
    }
    return entries.stream().anyMatch(entry -> entry.type == '2') ? withLinks(file, entries) : file;
  }

  /// Says in the table of a zip file which entries are links, as Unix does; Java can't.
  private static Path withLinks(Path file, List<Entry> entries) throws IOException {
    ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (Entry entry : entries) {
      while (zip.getInt(at) != 0x02014b50) {
        at++;
      }
      if (entry.type == '2') {
        zip.put(at + 5, (byte) 3).putShort(at + 40, (short) 0xa1ff);
      }
      at++;
    }
    return Files.write(file, zip.array());
  }

  private static void expectSame(Dataset data) {
    Dataset fixture = Datasets.open(TestFiles.resource("fixture/images"));
    assertThat(data.classNames()).isEqualTo(fixture.classNames());
    for (SplitName splitName : SplitName.values()) {
      Split one = data.split(splitName).orElseThrow();
      Split other = fixture.split(splitName).orElseThrow();
      assertThat(one.count()).isEqualTo(other.count());
      for (int i = 0; i < one.count(); i++) {
        assertThat(one.fingerprint(i)).isEqualTo(other.fingerprint(i));
        assertThat(one.label(i)).isEqualTo(other.label(i));
      }
    }
  }

  @Test
  void theWrappingPlaysNoPart() throws IOException {
    Path tree = folder.resolve("tree");
    for (Entry entry : fixture()) {
      Files.createDirectories(tree.resolve(entry.name).getParent());
      Files.write(tree.resolve(entry.name), entry.content);
    }
    expectSame(Datasets.open(tree));
    byte[] tar = tar(fixture().reversed());
    expectSame(Datasets.open(TestFiles.write(folder.resolve("a.tar"), tar)));
    expectSame(Datasets.open(TestFiles.write(folder.resolve("a.tgz"), TestFiles.packed(tar))));
    expectSame(Datasets.open(zip(fixture())));
  }

  @NeedsSharedData
  @Test
  void notMnistSmallIsReadButForItsTwoEmptyFiles() {
    Dataset data = Datasets.open(SharedData.path("data/notmnist/notMNIST_small.tar.gz"));
    assertThat(data.train().count() + data.valid().count() + data.test().count()).isEqualTo(18_724);
    assertThat(data.classNames()).isEqualTo(Labels.letters());
    assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(data.warnings().getFirst())
        .startsWith("2 unreadable images were left out: ")
        .contains("notMNIST_small/A/", "notMNIST_small/F/", "the file is empty");
  }

  @Test
  void namesMayNotLeadOut() throws IOException {
    List<Entry> entries = new ArrayList<>(fixture());
    entries.add(new Entry("train/../../A/evil.png", new byte[4]));
    assertThatThrownBy(() -> Datasets.open(zip(entries)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("leads outside it")
        .hasMessageContaining("'train/../../A/evil.png'");
    Path tar = TestFiles.write(folder.resolve("evil.tar"), tar(entries));
    assertThatThrownBy(() -> Datasets.open(tar))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("leads outside it");
  }

  @Test
  void linksWithinAreFollowed() throws IOException {
    Path tree = folder.resolve("tree");
    byte[] image = fixture().getFirst().content;
    for (String file : List.of("pool/cats/1.png", "pool/cats/2.png", "pool/dogs/1.png")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.write(tree.resolve(file), image);
    }
    Path train = Files.createDirectories(tree.resolve("train"));
    Path test = Files.createDirectories(tree.resolve("test/cats"));
    Files.createSymbolicLink(train.resolve("dogs"), Path.of("../pool/dogs"));
    Files.createSymbolicLink(train.resolve("cats"), tree.resolve("pool/cats"));
    Files.createSymbolicLink(train.resolve("more"), Path.of("cats")); // a link to a link
    Files.createSymbolicLink(test.resolve("3.png"), Path.of("../../pool/cats/1.png"));
    Files.createSymbolicLink(tree.resolve("pool/dogs/circle"), Path.of("../.."));
    Files.createSymbolicLink(tree.resolve("pool/nowhere.png"), Path.of("nothing.png"));
    Dataset data = Datasets.open(tree);
    assertThat(data.classNames()).containsExactly("cats", "dogs", "more");
    assertThat(data.train().count()).isEqualTo(5);
    assertThat(data.test().file(0)).contains("test/cats/3.png");
    assertThat(data.warnings())
        .startsWith(
            "skipped 3 links that lead outside, nowhere or in a circle: 'pool/dogs/circle',"
                + " 'pool/nowhere.png', 'train/dogs/circle'",
            "skipped 3 images outside the folders of splits: 'pool/cats/1.png',"
                + " 'pool/cats/2.png', 'pool/dogs/1.png'");
    assertThatThrownBy(() -> Datasets.open(train))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     a folder with no files\n")
        .hasMessageContaining(
            "note      skipped 3 links that lead outside, nowhere or in a circle: 'cats', 'dogs',"
                + " 'more'\n");
  }

  /// In an archive links are followed as in a folder.
  @Test
  void linksOfArchivesAreFollowedToo() throws IOException {
    byte[] image = fixture().getFirst().content;
    List<Entry> entries =
        List.of(
            new Entry("all/cats/1.png", image),
            new Entry("all/cats/2.png", image),
            new Entry("all/dogs/1.png", image),
            new Entry("train/cats", "../all/cats"),
            new Entry("train/dogs", "../all/dogs"),
            new Entry("test/dogs/x.png", "../../all/dogs/1.png"),
            new Entry("test/dogs/gone.png", "nothing.png"),
            new Entry("test/circle", ".."),
            new Entry("test/out.png", "../../out.png"));
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry("test/cats/1.png", "all/cats/2.png", '1')); // a hard link
    Path tar = TestFiles.write(folder.resolve("a.tar"), tar(more));
    for (Path path : List.of(tar, zip(entries))) {
      Dataset data = Datasets.open(path);
      assertThat(data.classNames()).containsExactly("cats", "dogs");
      assertThat(data.train().count()).isEqualTo(3);
      assertThat(data.test().count()).isEqualTo(path.equals(tar) ? 2 : 1);
      assertThat(data.warnings())
          .startsWith(
              "skipped 3 links that lead outside, nowhere or in a circle: 'test/circle',"
                  + " 'test/dogs/gone.png', 'test/out.png'",
              "skipped 3 images outside the folders of splits: 'all/cats/1.png',"
                  + " 'all/cats/2.png', 'all/dogs/1.png'");
    }
  }

  /// As archives have it to which a corrected file was appended.
  @Test
  void ofFilesWithOneNameTheLastCounts() throws IOException {
    List<Entry> entries =
        List.of(
            new Entry("A/1.png", PngWriter.of(new byte[] {0, 100}, 1, 2, 1)),
            new Entry("B/1.png", PngWriter.of(new byte[] {0, 110}, 1, 2, 1)),
            new Entry("A/2.png", PngWriter.of(new byte[] {0, 120}, 1, 2, 1)));
    Path zip = zip(entries);
    byte[] one = "A/1.png".getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip));
    for (int at = 0; at + one.length <= bytes.limit(); at++) {
      if (bytes
          .slice(at, one.length)
          .equals(ByteBuffer.wrap("A/2.png".getBytes(StandardCharsets.UTF_8)))) {
        bytes.put(at, one);
      }
    }
    Files.write(zip, bytes.array());
    List<Entry> again = new ArrayList<>(entries.subList(0, 2));
    again.add(new Entry("./A/1.png", entries.getLast().content));
    Path tar = TestFiles.write(folder.resolve("a.tar"), tar(again));
    for (Path path : List.of(zip, tar)) {
      Dataset data = Datasets.open(path);
      assertThat(data.train().count()).isEqualTo(2);
      assertThat(data.train().file(0).orElseThrow()).endsWith("A/1.png");
      float[] pixels = new float[4];
      data.train().copy(0, 2, pixels, 0, new int[2], 0);
      assertThat(pixels[1]).isEqualTo(Normalization.COURSE.ofRaw(120));
      assertThat(data.warnings())
          .contains("skipped 1 image that comes again later in the archive: 'A/1.png'");
    }
  }

  @Test
  void linksThatLeadOutAreNotFollowed() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path secret = Files.write(outside.resolve("secret.png"), fixture().getFirst().content);
    Path tree = folder.resolve("tree");
    for (String label : List.of("A", "B")) {
      Path of = Files.createDirectories(tree.resolve(label));
      Files.write(of.resolve("1.png"), fixture().getFirst().content);
    }
    Files.createSymbolicLink(tree.resolve("A/2.png"), secret);
    Files.createSymbolicLink(tree.resolve("C"), outside);
    Dataset data = Datasets.open(tree);
    assertThat(data.train().count()).isEqualTo(2);
    assertThat(data.classNames()).containsExactly("A", "B");
    assertThat(data.warnings())
        .contains("skipped 2 links that lead outside, nowhere or in a circle: 'A/2.png', 'C'");
  }

  @Test
  void aLinkMayLeadToTheFolderItself() throws IOException {
    Path tree = folder.resolve("tree");
    for (Entry entry : fixture()) {
      Files.createDirectories(tree.resolve(entry.name).getParent());
      Files.write(tree.resolve(entry.name), entry.content);
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), tree);
    expectSame(Datasets.open(link));
    assertThat(Datasets.open(link).warnings()).isEqualTo(Datasets.open(tree).warnings());
  }

  @Test
  void whatIsHiddenIsNoClass() throws IOException {
    List<Entry> entries = new ArrayList<>(fixture());
    byte[] image = entries.getFirst().content;
    entries.add(new Entry("train/.ipynb_checkpoints/1.png", image));
    entries.add(new Entry(".cache/train/A/1.png", image));
    entries.add(new Entry("train/A/.hidden.png", image));
    expectSame(Datasets.open(zip(entries)));
    entries.replaceAll(entry -> new Entry("./" + entry.name, entry.content));
    expectSame(Datasets.open(zip(entries)));
  }

  private Path tree(String... names) throws IOException {
    Path tree = folder.resolve("tree");
    for (String name : names) {
      Path path = tree.resolve(name);
      if (name.endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.write(path, fixture().getFirst().content);
      }
    }
    return tree;
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "dev", "Eval", "validation", "VALID"})
  void partsHaveManyNames(String valid) throws IOException {
    Dataset data =
        Datasets.open(
            tree("Training/A/1.png", "Training/B/1.png", valid + "/B/1.png", "testing/A/1.png"));
    assertThat(data.classNames()).containsExactly("A", "B");
    assertThat(data.train().count()).isEqualTo(2);
    assertThat(data.valid().label(0)).isEqualTo(1);
    assertThat(data.test().label(0)).isZero();
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void whatLiesBesidePartsIsNoClass() throws IOException {
    Path tree =
        tree("set/train/A/1.png", "set/train/B/1.png", "set/valid/A/1.png", "set/test/B/1.png");
    Files.write(
        tree.resolve("set/cover.png"),
        TestFiles.bytes(Fixtures.path("attacks/png/good_gray8.png")));
    Files.write(tree.resolve("set/train/stray.png"), new byte[4]);
    Dataset data = Datasets.open(tree);
    assertThat(data.classNames()).containsExactly("A", "B");
    assertThat(data.warnings())
        .containsExactly(
            "skipped 1 image outside the folders of splits: 'set/cover.png'",
            "skipped 1 image outside any class folder: 'set/train/stray.png'");
  }

  @Test
  void whatIsPassedOverIsTold() throws IOException {
    Path tree =
        tree(
            "A/1.png",
            "A/2.webp",
            "A/notes.txt",
            "A/.DS_Store",
            "B/1.png",
            "C/",
            "D/more/",
            "E/1.tiff",
            "readme.md",
            "cover.png");
    assertThat(Datasets.open(tree).warnings().subList(0, 4))
        .containsExactly(
            "skipped 1 image outside any class folder: 'cover.png'",
            "skipped 2 images in a format that Kern doesn't read (TIFF, WebP): 'A/2.webp',"
                + " 'E/1.tiff'",
            "skipped 2 files without the extension of an image: 'A/notes.txt', 'readme.md'",
            "skipped 3 folders without images: 'C', 'D/more', 'E'");
  }

  @Test
  void whatIsNoDataSetIsDescribed() throws IOException {
    Path tree = tree("A/1.webp", "A/2.WEBP", "notes.txt", "README", ".hidden/1.png");
    assertThatThrownBy(() -> Datasets.open(tree))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "given     a folder with 4 files: 2 .webp, 1 .txt, 1 other ('README')\n")
        .hasMessageContaining("fix       convert WebP images to PNG or JPEG");
    byte[] image = fixture().getFirst().content;
    Path zip = zip(List.of(new Entry("1.png", image), new Entry("test/1.png", image)));
    assertThatThrownBy(() -> Datasets.open(zip))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     a zip archive (or .npz) with 2 files: 2 .png\n")
        .hasMessageContaining("fix       put the images of each class in a folder named after it");
  }

  @Test
  void archivesTellWhatTheyPassOverToo() throws IOException {
    List<Entry> entries = new ArrayList<>(fixture());
    entries.add(new Entry("train/empty/", new byte[0]));
    for (int i = 1; i <= 7; i++) {
      entries.add(new Entry("notes\u001b" + i + ".txt", new byte[1]));
    }
    String files =
        "skipped 7 files without the extension of an image: 'notes\\u001b1.txt',"
            + " 'notes\\u001b2.txt', 'notes\\u001b3.txt', 'notes\\u001b4.txt', 'notes\\u001b5.txt'"
            + " and 2 more";
    String folder = "skipped 1 folder without images: 'train/empty'";
    assertThat(Datasets.open(zip(entries)).warnings()).containsExactly(files, folder);
    byte[] tar = tar(entries);
    Path file = TestFiles.write(this.folder.resolve("b.tar"), tar);
    assertThat(Datasets.open(file).warnings()).containsExactly(files, folder);
  }

  /// A terminal would obey them.
  @Test
  void controlCharactersInNamesAreNotPassedOn() throws IOException {
    byte[] image = fixture().getFirst().content;
    List<Entry> entries = new ArrayList<>(fixture());
    entries.add(new Entry("train/A/\u001b[2J.png", new byte[4]));
    assertThat(Datasets.open(zip(entries)).warnings().getFirst())
        .startsWith("1 unreadable image was left out: train/A/\\u001b[2J.png: ");
    entries.add(new Entry("train/\u001b[31mred/1.png", image));
    assertThatThrownBy(() -> Datasets.open(zip(entries)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a class name can't be shown")
        .hasMessageContaining("given     '\\u001b[31mred'");
  }

  @Test
  void aGzippedZipIsToBeUnpackedFirst() throws IOException {
    byte[] zip = TestFiles.bytes(zip(fixture()));
    Path file = TestFiles.write(folder.resolve("b.zip.gz"), TestFiles.packed(zip));
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a zip archive inside a gzip file")
        .hasMessageEndingWith("unpack it first: gunzip " + file);
  }

  @Test
  void sizesThatDifferAreCounted() throws IOException {
    List<Entry> entries = new ArrayList<>(fixture());
    byte[] large = TestFiles.bytes(Fixtures.path("attacks/png/good_gray8.png"));
    entries.add(new Entry("train/A/large.png", large));
    Path file = zip(entries);
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: the images differ in size
              given     40 of 4 x 4, 1 of 28 x 28 (height x width)
              expected  one size for all images
              fix       resize them all: --size 4x4\
            """
                .formatted(file));
  }

  @Test
  void aTarCutOffIsSaid() throws IOException {
    byte[] tar = tar(fixture());
    Path file = TestFiles.write(folder.resolve("cut.tar"), Arrays.copyOf(tar, 9000));
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cut.tar, byte ")
        .hasMessageContaining("fix");
  }
}
