package dev.kern.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kern.testing.AllocatedBytes;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JpegReaderTest {
  private static final JpegFiles.Kind USUAL = new JpegFiles.Kind(false, 0.8f, false, 22, 0);
  private static final JpegFiles.Kind PROGRESSIVE = new JpegFiles.Kind(false, 0.8f, true, 22, 0);

  private static final long MOST_PIXELS = 1 << 26;

  private static byte[] read(byte[] content) throws JpegException {
    return JpegReader.open(content).read(MOST_PIXELS).pixels();
  }

  private static byte[] file(JpegFiles.Kind kind, int height, int width) {
    Random random = new Random(height * 100L + width);
    return JpegFiles.write(JpegFiles.image(kind.grey(), height, width, random), kind);
  }

  static Stream<JpegFiles.Kind> kinds() {
    Stream<JpegFiles.Kind> greys = Stream.of(11, 22).flatMap(sampling -> kinds(true, sampling));
    Stream<JpegFiles.Kind> colours =
        Stream.of(11, 21, 12, 22, 41, 14, 42, 24, 31, 13)
            .flatMap(sampling -> kinds(false, sampling));
    return Stream.concat(greys, colours);
  }

  private static Stream<JpegFiles.Kind> kinds(boolean grey, int sampling) {
    return Stream.of(false, true)
        .flatMap(
            progressive ->
                Stream.of(0, 3)
                    .map(n -> new JpegFiles.Kind(grey, 0.75f, progressive, sampling, n)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsWhatTheJdkReads(JpegFiles.Kind kind) throws JpegException {
    Random random = new Random(kind.sampling());
    for (int i = 0; i < 40; i++) {
      int height = 1 + random.nextInt(40);
      int width = 1 + random.nextInt(40);
      JpegFiles.Kind drawn =
          new JpegFiles.Kind(
              kind.grey(),
              random.nextInt(11) / 10f,
              kind.progressive(),
              kind.sampling(),
              kind.interval());
      BufferedImage original = JpegFiles.image(kind.grey(), height, width, random);
      byte[] content = JpegFiles.write(original, drawn);
      JpegReader reader = JpegReader.open(content);
      assertThat(reader.height()).isEqualTo(height);
      assertThat(reader.width()).isEqualTo(width);
      assertThat(reader.channels()).isEqualTo(kind.grey() ? 1 : 3);
      JpegImage image = reader.read(MOST_PIXELS);
      assertThat(image.height()).isEqualTo(height);
      assertThat(image.width()).isEqualTo(width);
      assertThat(image.channels()).isEqualTo(reader.channels());
      assertThat(image.pixels())
          .as("%s, %d x %d", drawn, height, width)
          .isEqualTo(JpegFiles.read(content));
    }
  }

  @Test
  void allKindsAreWritten() {
    byte[] intervals = file(new JpegFiles.Kind(false, 0.8f, false, 22, 1), 40, 40);
    assertThat(find(intervals, 0xffd1)).isPositive();
    assertThat(find(file(USUAL, 40, 40), 0xffd1)).isNegative();
    assertThat(find(file(PROGRESSIVE, 40, 40), 0xffc2)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 22})
  void coloursMayBeUnmixed(int sampling) throws JpegException {
    byte[] content = file(new JpegFiles.Kind(false, 0.8f, false, sampling, 0), 20, 30);
    byte[] mixed = read(content);
    byte[] unmixed = adobe(content, 0);
    assertThat(read(unmixed)).isEqualTo(JpegFiles.read(unmixed)).isNotEqualTo(mixed);
    byte[] named = JpegFiles.withoutJfif(content, new byte[0]);
    assertThat(read(named)).isEqualTo(mixed);
    for (int start : new int[] {find(named, 0xffc0) + 10, find(named, 0xffda) + 5}) {
      int step = start == find(named, 0xffc0) + 10 ? 3 : 2;
      for (int c = 0; c < 3; c++) {
        named[start + c * step] = (byte) "RGB".charAt(c);
      }
    }
    assertThat(read(named)).isEqualTo(read(unmixed));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2})
  void inksBecomeTheColoursThatTheyLeave(int transform) throws JpegException {
    Random random = new Random(3);
    for (boolean progressive : new boolean[] {false, true}) {
      byte[] plain = JpegFiles.inks(13, 19, progressive, random);
      byte[] content = transform < 0 ? plain : adobe(plain, transform);
      assertThat(read(content)).isEqualTo(JpegFiles.readColours(content));
    }
  }

  /// The file with a segment that tells how its colours are mixed, in place of JFIF's.
  private static byte[] adobe(byte[] content, int transform) {
    byte[] segment = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
    segment[15] = (byte) transform;
    return JpegFiles.withoutJfif(content, segment);
  }

  /// Where two bytes are for the first time, or -1.
  private static int find(byte[] content, int pair) {
    for (int i = 0; i + 1 < content.length; i++) {
      if ((content[i] & 0xff) == pair >> 8 && (content[i + 1] & 0xff) == (pair & 0xff)) {
        return i;
      }
    }
    return -1;
  }

  private static void assertBroken(byte[] content, String what) {
    JpegException failure = refused(content);
    assertThat(failure).hasMessageContaining(what);
    assertThat(failure.kind()).isEqualTo(JpegException.Kind.DAMAGED);
    assertThat(failure.offset().orElseThrow()).isBetween(0L, (long) content.length);
  }

  private static JpegException refused(byte[] content) {
    return assertThatExceptionOfType(JpegException.class).isThrownBy(() -> read(content)).actual();
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        arguments("its last bytes", "unexpected end of file"),
        arguments("half", "the data of a scan ends too early"),
        arguments("a restart", "missing restart marker"),
        arguments("zeros before the end", "a scan has more data than its blocks need"),
        arguments("text before a marker", "a marker is missing"),
        arguments("no quantizers", "a scan before its quantization table"),
        arguments("no codes", "a scan before its Huffman table"),
        arguments("two frames", "a second frame"),
        arguments("two scans", "a scan out of order for component 1"));
  }

  /// What libjpeg warns of, or worse.
  @ParameterizedTest
  @MethodSource("damages")
  void refusesDamage(String damage, String message) {
    byte[] good = file(new JpegFiles.Kind(false, 0.8f, false, 22, 2), 40, 40);
    int end = good.length - 2;
    int scan = find(good, 0xffda);
    byte[] bad =
        switch (damage) {
          case "its last bytes" -> Arrays.copyOf(good, end);
          case "half" -> Arrays.copyOf(good, scan + (end - scan) / 2);
          case "a restart" -> replaced(good, find(good, 0xffd1), 2, "ffd5");
          case "zeros before the end" -> replaced(good, end, 0, "00000000");
          case "text before a marker" -> replaced(good, scan, 0, "78");
          case "no quantizers" -> without(good, 0xffdb);
          case "no codes" -> without(good, 0xffc4);
          case "two frames" -> twice(good, find(good, 0xffc0), find(good, 0xffc4));
          case "two scans" -> twice(good, scan, end);
          default -> throw new AssertionError(damage);
        };
    assertBroken(bad, message);
  }

  private static byte[] replaced(byte[] content, int at, int length, String hex) {
    byte[] by = HexFormat.of().parseHex(hex);
    byte[] made = Arrays.copyOf(content, content.length - length + by.length);
    System.arraycopy(by, 0, made, at, by.length);
    System.arraycopy(content, at + length, made, at + by.length, content.length - at - length);
    return made;
  }

  private static byte[] without(byte[] content, int marker) {
    int at = find(content, marker);
    if (at < 0) {
      return content;
    }
    int length = 2 + (((content[at + 2] & 0xff) << 8) | (content[at + 3] & 0xff));
    return without(replaced(content, at, length, ""), marker);
  }

  private static byte[] twice(byte[] content, int from, int to) {
    return replaced(
        content, to, 0, HexFormat.of().formatHex(Arrays.copyOfRange(content, from, to)));
  }

  @Test
  void refusesFilesThatAreCutOffAnywhere() {
    for (JpegFiles.Kind kind : new JpegFiles.Kind[] {USUAL, PROGRESSIVE}) {
      byte[] content = file(kind, 20, 20);
      for (int length = 0; length < content.length; length++) {
        assertBroken(Arrays.copyOf(content, length), "");
      }
    }
  }

  @Test
  void damagedFilesAreReadOrRefused() {
    int refused = 0;
    for (JpegFiles.Kind kind : new JpegFiles.Kind[] {USUAL, PROGRESSIVE}) {
      byte[] good = file(kind, 20, 20);
      for (int i = 0; i < good.length; i++) {
        for (int value : new int[] {0, 1, 0x7f, 0xff}) {
          byte[] content = good.clone();
          content[i] ^= (byte) value;
          try {
            JpegReader reader = JpegReader.open(content);
            assertThat(reader.read(1 << 20).pixels())
                .hasSize(reader.height() * reader.width() * reader.channels());
          } catch (JpegException e) {
            assertThat(e.getMessage()).isNotBlank();
            refused++;
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void extentsAreCheckedAgainstTheBytesBeforeMemoryIsSpent() {
    byte[] content = file(USUAL, 20, 20);
    int frame = find(content, 0xffc0);
    byte[] huge = replaced(content, frame + 5, 4, "1f401f40");
    JpegException failure = refused(huge);
    long allocated = AllocatedBytes.of(() -> refused(huge));
    assertThat(failure).hasMessage("the file is too short for the size of its image");
    assertThat(failure.kind()).isEqualTo(JpegException.Kind.TOO_SHORT);
    assertThat(failure.offset()).isEmpty();
    assertThat(failure.given()).hasValue("%,d bytes".formatted(huge.length));
    assertThat(failure.expected()).hasValue("at least 375,000 for 8,000 x 8,000 pixels");
    assertThat(allocated).isLessThan(2_000_000);
  }

  @Test
  void imagesOfMorePixelsThanAllowedAreRefused() throws JpegException {
    byte[] content = file(USUAL, 20, 30);
    assertThat(JpegReader.open(content).read(600).pixels()).hasSize(1800);
    JpegException failure =
        assertThatExceptionOfType(JpegException.class)
            .isThrownBy(() -> JpegReader.open(content).read(599))
            .actual();
    assertThat(failure).hasMessage("the image has too many pixels");
    assertThat(failure.kind()).isEqualTo(JpegException.Kind.TOO_LARGE);
    assertThat(failure.given()).hasValue("20 x 30 pixels");
    assertThat(failure.expected()).hasValue("at most 599");
  }

  @Test
  void scansAreCounted() {
    byte[] content = file(PROGRESSIVE, 20, 20);
    int first = find(content, 0xffda);
    assertBroken(twice(content, first, content.length - 2), "a scan out of order");
    // One coefficient of one bit in each scan, of a table whose first code ends a block.
    int frame = find(content, 0xffc2);
    byte[] start = Arrays.copyOf(content, find(content, 0xffc4));
    assertThat(frame).isLessThan(start.length);
    StringBuilder scans = new StringBuilder();
    String table = "0100000000000000000000000000000000";
    scans.append("ffc40026").append("00").append(table).append("10").append(table);
    scans.append("ffda000c03010002000300000000").append("00".repeat(3));
    for (int k = 1; k <= 63; k++) {
      for (int component = 1; component <= 3; component++) {
        int blocks = component == 1 ? 9 : 4;
        String data = "00".repeat(Math.ceilDiv(blocks, 8));
        scans.append("ffda000801%02x00%02x%02x00".formatted(component, k, k)).append(data);
      }
    }
    byte[] bomb = replaced(start, start.length, 0, scans + "ffd9");
    assertBroken(bomb, "more than 100 scans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "c9", "ca"})
  void otherKindsAreNamed(String frame) {
    byte[] content = file(USUAL, 20, 20);
    byte[] other = replaced(content, find(content, 0xffc0), 2, "ff" + frame);
    String how = frame.equals("c3") ? "lossless or hierarchical" : "arithmetic coding";
    JpegException failure = refused(other);
    assertThat(failure).hasMessage("unsupported JPEG compression: " + how);
    assertThat(failure.kind()).isEqualTo(JpegException.Kind.UNSUPPORTED);
    assertThat(failure.expected()).hasValue("baseline or progressive JPEG with Huffman codes");
    int precision = find(content, 0xffc0) + 4;
    assertBroken(replaced(content, precision, 1, "0c"), "12 bits per sample, only 8 are");
  }
}
