package dev.kern.data.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Names of classes in any encoding, and with backslashes.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class NamesTest {
  private static final byte[] IMAGE = PngWriter.of(new byte[] {0, 50, 100, 0}, 2, 2, 1);
  private static final Charset CODE_PAGE = Charset.forName("IBM437");
  private static final Charset CHINESE = Charset.forName("GBK");

  @TempDir private Path folder;

  /// A zip file that doesn't say the encoding of its names.
  private Path zip(Charset encoding, String... names) throws IOException {
    Path file = folder.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), ISO_8859_1)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(new String(name.getBytes(encoding), ISO_8859_1)));
        zip.write(name.endsWith("g") ? IMAGE : new byte[0]);
      }
    }
    return file;
  }

  /// A tar file of one-letter names, `?` of which is replaced by a byte.
  private Path tar(int letter, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes)) {
      for (String name : names) {
        tar.add(name, IMAGE);
      }
    }
    byte[] tar = bytes.toByteArray();
    for (int at = 0; at < tar.length; at += 512) {
      if (tar[at] == '?') {
        tar[at] = (byte) letter;
        int sum = Integer.parseInt(new String(tar, at + 148, 6, ISO_8859_1), 8) + letter - '?';
        byte[] digits = "%06o".formatted(sum).getBytes(ISO_8859_1);
        System.arraycopy(digits, 0, tar, at + 148, 6);
      }
    }
    return Files.write(folder.resolve("a.tar"), tar);
  }

  private static List<String> told(Dataset data) {
    return data.warnings().stream().filter(line -> !line.contains("to hold one out")).toList();
  }

  @Test
  void codePage437IsTheDefaultOfZipFiles() throws IOException {
    Path file = zip(CODE_PAGE, "\u00c4pfel/1.png", "Birnen/1.png", "\u00d6l/1.png");
    Dataset data = Datasets.open(file);
    assertThat(data.classNames()).containsExactly("Birnen", "\u00c4pfel", "\u00d6l");
    assertThat(told(data))
        .containsExactly(
            "names in the zip file aren't UTF-8; read as code page 437 (if they look wrong: --names"
                + " GBK, or another)");
  }

  @Test
  void aFieldMaySayTheNameInUnicode() throws IOException {
    Path file = folder.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), US_ASCII)) {
      putSaid(zip, "??/1.png", "\u82f9\u679c/1.png", "??/1.png");
      putSaid(zip, "??/2.png", "\u68a8\u5b50/2.png", "??/2.png");
      putSaid(zip, "renamed/3.png", "before/3.png", "before/3.png");
    }
    Dataset data = Datasets.open(file);
    assertThat(data.classNames()).containsExactly("renamed", "\u68a8\u5b50", "\u82f9\u679c");
    assertThat(told(data)).isEmpty();
  }

  /// Adds an image with the field that says a name in UTF-8, and the checksum of the other name.
  private static void putSaid(ZipOutputStream zip, String name, String said, String summed)
      throws IOException {
    byte[] utf8 = said.getBytes(UTF_8);
    CRC32 sum = new CRC32();
    sum.update(summed.getBytes(US_ASCII));
    ByteBuffer field = ByteBuffer.allocate(9 + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    field.putShort((short) 0x7075).putShort((short) (5 + utf8.length)).put((byte) 1);
    field.putInt((int) sum.getValue()).put(utf8);
    ZipEntry entry = new ZipEntry(name);
    entry.setExtra(field.array());
    zip.putNextEntry(entry);
    zip.write(IMAGE);
  }

  @Test
  void slashesAtTheBeginningAreLeftOut() throws IOException {
    String[] names = {"/home/me/A/1.png", "/home/me/B/2.png"};
    assertThat(Datasets.open(zip(UTF_8, names)).classNames()).containsExactly("A", "B");
    assertThat(Datasets.open(tar('x', names)).classNames()).containsExactly("A", "B");
  }

  @Test
  void anEncodingThatIsSaidIsUsed() throws IOException {
    Path file = zip(CHINESE, "\u732b/1.png", "\u72d7/1.png");
    Dataset data = DatasetReader.usual().names(CHINESE).open(file);
    assertThat(data.classNames()).containsExactly("\u72d7", "\u732b");
    assertThat(told(data)).isEmpty();
    assertThat(data.provenance().names()).contains(CHINESE);
    assertThat(Datasets.open(file).classNames()).doesNotContain("\u732b").hasSize(2);
  }

  @Test
  void anEncodingThatIsNotSaidIsTold() throws IOException {
    Dataset data = Datasets.open(zip(UTF_8, "\u00c4pfel/1.png", "Birnen/1.png"));
    assertThat(data.classNames()).containsExactly("Birnen", "\u00c4pfel");
    assertThat(told(data))
        .containsExactly(
            "names in the zip file don't say their encoding; read as UTF-8 (if they look wrong:"
                + " --names GBK, or another)");
  }

  @Test
  void namesOfTarFilesMayBeLatin1() throws IOException {
    Path file = tar(0xe4, "?/1.png", "b/1.png");
    Dataset data = Datasets.open(file);
    assertThat(data.classNames()).containsExactly("b", "\u00e4");
    assertThat(told(data))
        .containsExactly(
            "some names aren't UTF-8; these were read as ISO-8859-1 (if they look wrong: --names"
                + " GBK, or another)");
    Dataset said = DatasetReader.usual().names(CODE_PAGE).open(file);
    assertThat(said.classNames()).containsExactly("b", "\u03a3");
    assertThat(told(said)).isEmpty();
  }

  @Test
  void backslashesAreSlashesInNamesWithoutSlashes() throws IOException {
    String[] names = {
      "letters\\", "letters\\A\\", "letters\\A\\1.png", "letters\\B\\1.png", "letters\\B\\2.png"
    };
    Dataset zipped = Datasets.open(zip(UTF_8, names));
    assertThat(zipped.classNames()).containsExactly("A", "B");
    assertThat(zipped.train().count()).isEqualTo(3);
    assertThat(told(zipped)).containsExactly("backslashes in names were read as slashes");
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.write(tree.resolve("letters\\A\\1.png"), IMAGE);
    Files.write(tree.resolve("letters\\B\\1.png"), IMAGE);
    assertThat(Datasets.open(tree).classNames()).containsExactly("A", "B");
    assertThat(Datasets.open(tar('x', "l\\A\\1.png", "l\\B\\1.png")).classNames())
        .containsExactly("A", "B");
  }

  @Test
  void backslashesDontLeadOut() throws IOException {
    Path file = zip(UTF_8, "A\\1.png", "B\\..\\..\\1.png");
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a path in the archive leads outside it");
  }

  @Test
  void anArchiveMayHaveBothSlashes() throws IOException {
    for (String place : List.of("", "letters/")) {
      String[] names = {
        "A/1.png", "A\\2.png", "B\\1.png", "B/2.png", "B\\more\\3.png", "__MACOSX\\A\\4.png"
      };
      for (int i = 0; i < names.length; i++) {
        names[i] = (names[i].contains("/") ? place : place.replace('/', '\\')) + names[i];
      }
      Dataset data = Datasets.open(zip(UTF_8, names));
      assertThat(data.classNames()).containsExactly("A", "B");
      assertThat(data.train().count()).isEqualTo(5);
      assertThat(told(data)).containsExactly("backslashes in names were read as slashes");
    }
  }

  @Test
  void backslashesAfterSlashesAreLetters() throws IOException {
    Dataset data = Datasets.open(zip(UTF_8, "A/1.png", "B/a\\1.png", "B/c\\2.png"));
    assertThat(data.classNames()).containsExactly("A", "B");
    assertThat(data.train().file(1)).hasValue("B/a\\1.png");
    assertThat(told(data)).isEmpty();
  }

  /// A file whose name isn't UTF-8, as its URI names it.
  private Path file(String name) throws IOException {
    Path file = Path.of(URI.create(folder.resolve("tree").toUri() + "/" + name));
    Files.createDirectories(file.getParent());
    return Files.write(file, IMAGE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesOfFoldersMayBeLatin1() throws IOException {
    file("caf%E8/1.png");
    file("caf%E9/1.png");
    file("caf%E9/%FC.png");
    file("ok/%EF%BF%BD.png");
    Dataset data = Datasets.open(folder.resolve("tree"));
    assertThat(data.classNames()).containsExactly("caf\u00e8", "caf\u00e9", "ok");
    assertThat(told(data))
        .containsExactly(
            "some names aren't UTF-8; these were read as ISO-8859-1 (if they look wrong: --names"
                + " GBK, or another)");
    assertThat(data.train().file(3).orElseThrow()).isEqualTo("ok/\ufffd.png");
  }

  /// As where no locale is set: Java can't read what isn't ASCII.
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLocaleThatCantReadNamesIsRefused() throws IOException {
    file("caf%EF%BF%BD/1.png");
    Path tree = folder.resolve("tree");
    String locale = System.getProperty("sun.jnu.encoding");
    System.setProperty("sun.jnu.encoding", "ANSI_X3.4-1968");
    try {
      assertThatThrownBy(() -> Datasets.open(tree))
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              %s: the file's name can't be read
                given     a locale whose encoding is ANSI_X3.4-1968
                expected  one whose encoding is UTF-8
                fix       start Kern with LC_ALL=C.UTF-8\
              """
                  .formatted(tree.toRealPath().resolve("caf\ufffd")));
    } finally {
      System.setProperty("sun.jnu.encoding", locale);
    }
  }
}
