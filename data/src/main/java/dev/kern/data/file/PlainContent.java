package dev.kern.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The bytes of a file as they are.
final class PlainContent extends Content {
  /// The largest single read: the JDK copies through a native buffer of that size and keeps it.
  private static final int MOST = 1 << 18;

  private final FileChannel channel;
  private final long length;

  PlainContent(Path path, FileChannel channel) throws IOException {
    super(path);
    this.channel = channel;
    this.length = channel.size();
  }

  @Override
  public boolean gzipped() {
    return false;
  }

  @Override
  int fill(long position, byte[] into, int at, int count) throws IOException {
    return channel.read(ByteBuffer.wrap(into, at, Math.min(count, MOST)), position);
  }

  @Override
  long reach(long position) {
    return Math.min(position, length);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Problem.of(path(), e);
    }
  }
}
