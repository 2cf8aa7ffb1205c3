package dev.kern.data.shard;

import dev.kern.data.file.Checksum;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;

/// Writes one shard, image by image, with the memory of one image.
public final class ShardWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  private final Path path;
  private final ShardHeader header;
  private final DigestOutputStream out;
  private final ByteBuffer floats;
  private int written;

  /// Begins a file with its header and labels.
  ///
  /// @param labels one for each of the header's images
  public ShardWriter(Path path, ShardHeader header, int[] labels) throws IOException {
    if (labels.length != header.count()) {
      throw new IllegalArgumentException(labels.length + " labels for " + header);
    }
    this.path = path;
    this.header = header;
    this.floats = ByteBuffer.allocate((int) header.imageBytes()).order(ByteOrder.LITTLE_ENDIAN);
    this.out = new DigestOutputStream(buffered(path), Checksum.sha256());
    ByteBuffer first =
        ByteBuffer.allocate(Math.toIntExact(header.pixelsAt())).order(ByteOrder.LITTLE_ENDIAN);
    first.put(header.toBytes());
    first.asIntBuffer().put(labels);
    try {
      out.write(first.array());
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  private static OutputStream buffered(Path path) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(path), BUFFER);
  }

  /// Adds an image of bytes.
  public void add(byte[] image) throws IOException {
    out.write(image);
    written++;
  }

  /// Adds an image of floats.
  public void add(float[] image) throws IOException {
    floats.asFloatBuffer().put(image);
    out.write(floats.array());
    written++;
  }

  /// Ends the file; its line in the index.
  public ShardIndex.Entry finish() throws IOException {
    if (written != header.count()) {
      throw new IllegalStateException(written + " images were added for " + header);
    }
    out.close();
    return new ShardIndex.Entry(
        path.getFileName().toString(),
        header.count(),
        HexFormat.of().formatHex(out.getMessageDigest().digest()));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
