package dev.kern.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kern.testing.AllocatedBytes;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JpegReaderTest {
  private static final List<Orientation> ORIENTATIONS = List.of(Orientation.values());
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
        arguments("half", "the data of a scan ends too early"),
        arguments("a restart", "missing restart marker"),
        arguments("text before a marker", "a marker is missing"),
        arguments("no quantizers", "a scan before its quantization table"),
        arguments("no codes", "a scan before its Huffman table"),
        arguments("two frames", "a second frame"));
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
          case "half" -> Arrays.copyOf(good, scan + (end - scan) / 2);
          case "a restart" -> replaced(good, find(good, 0xffd1), 2, "ffd5");
          case "text before a marker" -> replaced(good, scan, 0, "78");
          case "no quantizers" -> without(good, 0xffdb);
          case "no codes" -> without(good, 0xffc4);
          case "two frames" -> twice(good, find(good, 0xffc0), find(good, 0xffc4));
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
      for (int length = 0; length < content.length - 3; length++) {
        assertBroken(Arrays.copyOf(content, length), "");
      }
    }
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        arguments("ffd9", ""),
        arguments("ffd9aabbccdd", ""), // what cameras append
        arguments("ffffffffd9", ""), // fill bytes
        arguments("000000ffd9", ""),
        arguments("fffe0004aabbffe10002ffd9", ""), // a comment and a segment
        arguments("", "no end marker"),
        arguments("ff", "no end marker"),
        arguments("0000000000", "no end marker"),
        arguments("00000000ffd9", "4 extra bytes before the end marker"),
        arguments("ff00aaffd0ff00bbccffd9", "6 extra bytes before the end marker"),
        arguments("aabbccddffe1ffffffd9", "5 extra bytes before the end marker"));
  }

  /// Behind the last block nothing can change a pixel.
  @ParameterizedTest
  @MethodSource("ends")
  void readsWholeBlocksWhateverFollows(String hex, String remark) throws JpegException {
    for (JpegFiles.Kind kind : new JpegFiles.Kind[] {USUAL, PROGRESSIVE}) {
      byte[] good = file(kind, 20, 20);
      byte[] odd = replaced(good, good.length - 2, 2, hex);
      JpegReader reader = JpegReader.open(odd);
      assertThat(reader.read(1 << 20).pixels()).isEqualTo(read(good));
      assertThat(reader.remark().orElse("")).isEqualTo(remark);
    }
  }

  @Test
  void aScanThatIsNotTheLastHasNoMoreDataThanItNeeds() {
    byte[] good = file(PROGRESSIVE, 20, 20);
    int first = find(good, 0xffda);
    int next = first + 2;
    while (!((good[next] & 0xff) == 0xff && (good[next + 1] & 0xff) >= 0xc4)) {
      next++;
    }
    assertBroken(replaced(good, next, 0, "00000000"), "a scan has more data than its blocks need");
  }

  /// Of a file with a small image whose pixels are all different, all eight orientations.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationIsThatOfTheExifData(int number) throws JpegException {
    byte[] good = file(USUAL, 20, 30);
    for (String order : new String[] {"4949", "4d4d"}) {
      byte[] turned = replaced(good, 2, 0, exif(order, number));
      JpegReader reader = JpegReader.open(turned);
      assertThat(reader.orientation()).isEqualTo(ORIENTATIONS.get(number - 1));
      assertThat(reader.height()).isEqualTo(20);
      assertThat(reader.read(1 << 20).pixels()).isEqualTo(read(good));
    }
  }

  /// A segment with EXIF data: a directory of one entry, in little- or big-endian order.
  private static String exif(String order, int orientation) {
    String data =
        order.equals("4949")
            ? "4949 2a00 08000000 0100 1201 0300 01000000 %02x000000".formatted(orientation)
            : "4d4d 002a 00000008 0001 0112 0003 00000001 00%02x0000".formatted(orientation);
    return ("ffe1 0022 457869660000" + data + "00000000").replace(" ", "");
  }

  @Test
  void exifDataThatMakeNoSenseTurnNothing() throws JpegException {
    byte[] good = file(USUAL, 20, 30);
    String sound = exif("4949", 6);
    for (int cut = 0; cut < 26; cut++) { // bytes of the data
      int length = 8 + cut;
      String shorter = "ffe1%04x".formatted(length) + sound.substring(8, 2 * (length + 2));
      Orientation expected = cut < 22 ? Orientation.UPRIGHT : Orientation.CLOCKWISE;
      assertThat(JpegReader.open(replaced(good, 2, 0, shorter)).orientation())
          .as(shorter)
          .isEqualTo(expected);
    }
    for (String odd :
        List.of(
            sound.replace("4949", "494d"),
            sound.replace("08000000", "ffffffff"),
            sound.replace("08000000", "00000000"),
            sound.replace("120103", "130103"),
            exif("4d4d", 0),
            exif("4d4d", 9))) {
      assertThat(JpegReader.open(replaced(good, 2, 0, odd)).orientation())
          .as(odd)
          .isEqualTo(Orientation.UPRIGHT);
    }
  }

  @Test
  void imagesAreTurnedAsTheyAreToBeSeen() {
    byte[] stored = {1, 2, 3, 4, 5, 6}; // 123 above 456
    int[][] seen = {
      {1, 2, 3, 4, 5, 6},
      {3, 2, 1, 6, 5, 4},
      {6, 5, 4, 3, 2, 1},
      {4, 5, 6, 1, 2, 3},
      {1, 4, 2, 5, 3, 6},
      {4, 1, 5, 2, 6, 3},
      {6, 3, 5, 2, 4, 1},
      {3, 6, 2, 5, 1, 4}
    };
    for (int number = 0; number < seen.length; number++) {
      Orientation orientation = ORIENTATIONS.get(number);
      byte[] turned = orientation.turned(stored, 2, 3, 1);
      assertThat(IntStream.range(0, 6).map(i -> turned[i]).toArray())
          .as(orientation.toString())
          .isEqualTo(seen[number]);
      byte[] colours = orientation.turned(new byte[] {1, 1, 2, 3, 3, 4}, 3, 1, 2);
      assertThat(colours).hasSize(6).containsSequence(1, 1);
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
    int second = find(Arrays.copyOfRange(content, first + 2, content.length), 0xffc4) + first + 2;
    assertBroken(twice(content, first, second), "a scan out of order");
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
