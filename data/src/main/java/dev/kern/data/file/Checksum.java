package dev.kern.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 in hexadecimal, as printed by `sha256sum`.
public final class Checksum {
  private static final int BLOCK = 1 << 16;

  /// To look for the algorithm takes longer than to digest a small file.
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(Checksum::sha256);

  private Checksum() {}

  /// The checksum of a file on disk.
  public static String of(Path file) {
    MessageDigest digest = sha256();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block) >= 0) {
        digest.update(block.flip());
        block.clear();
      }
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The checksum of a text in UTF-8.
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The checksum of bytes.
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(DIGEST.get().digest(content));
  }

  /// A new digest.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
