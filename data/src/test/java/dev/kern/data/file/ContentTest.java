package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.TestFiles;
import dev.kern.testing.AllocatedBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentTest {
  @TempDir Path folder;
  private final byte[] bytes = new byte[300_000];

  @BeforeEach
  void fill() {
    new Random(5).nextBytes(bytes);
    bytes[0] = 'x'; // not gzip's first byte
  }

  private Content open(boolean gzipped, byte[] content) {
    byte[] stored = gzipped ? TestFiles.packed(content) : content;
    return Content.open(TestFiles.write(folder.resolve("file"), stored));
  }

  /// Reads, skips and goes back at random, and compares with the bytes.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWhatIsThere(boolean gzipped) {
    Random random = new Random(7);
    try (Content content = open(gzipped, bytes)) {
      assertThat(content.gzipped()).isEqualTo(gzipped);
      int at = 0;
      byte[] some = new byte[200_000];
      for (int i = 0; i < 2000; i++) {
        assertThat(content.position()).isEqualTo(at);
        switch (random.nextInt(5)) {
          case 0 -> {
            int count = random.nextInt(1 << random.nextInt(18));
            int expected = Math.min(count, bytes.length - at);
            assertThat(content.readUpTo(some, 3, count)).isEqualTo(expected);
            assertThat(Arrays.equals(some, 3, 3 + expected, bytes, at, at + expected)).isTrue();
            at += expected;
          }
          case 1 -> {
            int count = Math.min(random.nextInt(100_000), bytes.length - at);
            content.skip(count);
            at += count;
          }
          case 2 -> {
            at = random.nextInt(at + 1);
            content.goTo(at);
          }
          case 3 -> assertThat(content.holds(0, 'x', bytes[1] & 0xff)).isTrue();
          default -> {
            int expected = at < bytes.length ? bytes[at++] & 0xff : -1;
            assertThat(content.next()).isEqualTo(expected);
          }
        }
      }
      content.goTo(1000);
      assertThat(content.skipRest()).isEqualTo(bytes.length - 1000);
      assertThat(content.next()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void saysWhatIsMissing(boolean gzipped) {
    String place = folder.resolve("file") + ", byte 299,990" + (gzipped ? " (unpacked)" : "");
    try (Content content = open(gzipped, bytes)) {
      content.skip(bytes.length - 10);
      assertThatThrownBy(() -> content.skip(Long.MAX_VALUE))
          .isInstanceOf(DataException.class)
          .hasMessage(
              place
                  + """
                  : unexpected end of file
                    given     10 bytes left
                    expected  9,223,372,036,854,775,807
                    fix       download or copy the file again; it is truncated, or its header is wrong\
                  """);
    }
    try (Content content = open(gzipped, bytes)) {
      content.skip(bytes.length - 10);
      assertThatThrownBy(() -> content.read(new byte[11], 0, 11))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(place + ": unexpected end of file\n  given     10 bytes left");
    }
    try (Content content = open(gzipped, new byte[] {'a', 'b'})) {
      assertThatThrownBy(() -> content.skipPast('\n'))
          .hasMessageContaining("the file ends in the middle of a line");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> Content.open(pipe))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void whatMayNotBeReadIsNamed() {
    assertThat(Problem.of(Path.of("set"), new AccessDeniedException("set/A")))
        .hasMessage("set/A: permission denied\n  fix       make it readable: chmod u+r set/A");
  }

  @Test
  void whatIsNotKeptIsUnpackedAgain() throws IOException {
    Path file = folder.resolve("large.gz");
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    Arrays.fill(block, 1 << 16, block.length, (byte) 0); // packs to a sixteenth
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int i = 0; i < 80; i++) {
        block[0] = (byte) i;
        out.write(block);
      }
    }
    long allocated =
        AllocatedBytes.of(
            () -> {
              try (Content content = Content.open(file)) {
                assertThat(content.skipRest()).isEqualTo(80L << 20);
                for (int i : new int[] {79, 3, 61, 59, 60, 70, 0, 79}) {
                  content.goTo((long) i << 20);
                  assertThat(content.next()).isEqualTo(i);
                  assertThat(content.next()).isEqualTo(block[1] & 0xff);
                }
              }
            });
    assertThat(allocated).isLessThan(80_000_000);
  }

  @Test
  void severalGzipMembersAreOneContent() {
    byte[] one = TestFiles.packed(new byte[] {1, 2, 3});
    byte[] two = TestFiles.packed(new byte[] {4, 5});
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    try (Content content = Content.open(TestFiles.write(folder.resolve("file"), both))) {
      assertThat(content.skipRest()).isEqualTo(5);
    }
  }

  @Test
  void bombsAreRefusedEarly() throws IOException {
    Path file = folder.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    try (Content content = Content.open(file)) {
      assertThatThrownBy(content::skipRest)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("this gzip file expands far more than image data can")
          .hasMessageContaining("fix       unpack it yourself (gunzip) if you trust it");
    }
  }

  @Test
  void brokenGzipIsSaid() {
    byte[] packed = TestFiles.packed(bytes);
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    byte[] wrong = packed.clone();
    wrong[packed.length - 6] ^= 1; // in the checksum
    try (Content content = Content.open(TestFiles.write(folder.resolve("cut"), cut))) {
      assertThatThrownBy(content::skipRest)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("(unpacked): unexpected end of the gzip stream");
    }
    try (Content content = Content.open(TestFiles.write(folder.resolve("wrong"), wrong))) {
      assertThatThrownBy(content::skipRest)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("(unpacked): the gzip stream is broken: Corrupt GZIP trailer");
    }
  }
}
