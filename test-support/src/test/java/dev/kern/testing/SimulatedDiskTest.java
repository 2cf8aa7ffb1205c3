package dev.kern.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.testing.SimulatedDisk.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The disk double: it is a file system like any other until it fails.
final class SimulatedDiskTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final Path folder = disk.folder();

  @Test
  void isAFileSystem() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "one");
    Files.writeString(file, "two", StandardOpenOption.APPEND);
    Files.createDirectories(folder.resolve("b/c"));
    Files.move(file, folder.resolve("b/c/../d"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(Files.readString(folder.resolve("b/./d"))).isEqualTo("onetwo");
    assertThat(file).doesNotExist();
    assertThat(disk.files()).containsExactly("b/", "b/c/", "b/d");
    try (var found = Files.newDirectoryStream(folder.resolve("b"), "[c]")) {
      assertThat(found).containsExactly(folder.resolve("b/c"));
    }
    assertThatThrownBy(() -> Files.delete(folder.resolve("b")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.createDirectory(folder.resolve("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(NoSuchFileException.class);
    Files.delete(folder.resolve("b/c"));
    assertThat(folder.resolve("b").relativize(folder.resolve("e/f")).toString())
        .isEqualTo("../e/f");
    disk.expectAllClosed();
  }

  @Test
  void failsAsItIsTold() throws IOException {
    Path file = folder.resolve("a");
    disk.failAt(2, Failure.DISK_FULL, false);
    assertThatThrownBy(() -> Files.writeString(file, "half"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("No space left on device");
    assertThat(Files.readString(file)).isEqualTo("ha");
    Files.writeString(file, "whole");
    assertThat(disk.repair()).isEqualTo(1);
    disk.failAt(1, Failure.ACCESS_DENIED, true);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(AccessDeniedException.class);
    }
    assertThat(disk.repair()).isEqualTo(2);
    disk.expectAllClosed();
  }

  @Test
  void noticesWhatIsLeftOpen() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "one");
    try (FileChannel _ = FileChannel.open(file)) {
      assertThatThrownBy(disk::expectAllClosed)
          .isInstanceOf(AssertionError.class)
          .hasMessage("left open: [/disk/a]");
    }
    disk.expectAllClosed();
  }

  /// Nothing is safe before it was forced: each outcome that may be is found, and no other.
  @Test
  void losesWhatWasNotForced() throws IOException {
    byte[] old = new byte[1_500];
    Arrays.fill(old, (byte) 1);
    Path file = Files.write(folder.resolve("a"), old);
    force(file);
    force(folder);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(new byte[] {2, 2, 2}), 700);
    }
    Files.writeString(folder.resolve("b"), "new");
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      SimulatedDisk after = disk.afterPowerFailure(seed);
      byte[] found = Files.readAllBytes(after.folder().resolve("a"));
      for (int i = 0; i < old.length; i++) {
        assertThat(found[i]).isIn(i >= 700 && i < 703 ? new Byte[] {0, 1, 2} : new Byte[] {1});
      }
      outcomes.add("a" + found[701]);
      outcomes.add("b" + new String(after.contents().getOrDefault("b", new byte[] {'-'}), UTF_8));
    }
    assertThat(outcomes).contains("a0", "a1", "a2", "b-", "b", "bnew", "b\0\0\0");
    force(file);
    force(folder.resolve("b"));
    force(folder);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(SimulatedDisk.same(disk.afterPowerFailure(seed).contents(), disk.contents()))
          .isTrue();
    }
  }

  /// A new name may be on the disk before the old one is gone, or after.
  @Test
  void renamesInHalves() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "one");
    force(file);
    force(folder);
    Files.move(file, folder.resolve("b"), StandardCopyOption.ATOMIC_MOVE);
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      outcomes.add(disk.afterPowerFailure(seed).files().toString());
    }
    assertThat(outcomes).containsExactlyInAnyOrder("[a]", "[b]", "[a, b]", "[]");
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
