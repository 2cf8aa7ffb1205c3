package dev.kern.data.file;

/// A file that lies within another content as it is.
final class PartContent extends Content {
  private final Content whole;
  private final String name;
  private final long at;
  private final long length;

  PartContent(Content whole, String name, long at, long length) {
    super(whole.path());
    this.whole = whole;
    this.name = name;
    this.at = at;
    this.length = length;
  }

  @Override
  String name() {
    return path() + ", " + PlainText.of(name);
  }

  @Override
  public boolean gzipped() {
    return false;
  }

  @Override
  int fill(long position, byte[] into, int from, int count) {
    whole.goTo(at + position);
    int read = whole.readUpTo(into, from, (int) Math.min(count, length - position));
    return read == 0 ? -1 : read;
  }

  @Override
  long reach(long position) {
    return Math.min(position, length);
  }

  /// Does nothing: what it lies in is open for its other parts.
  @Override
  public void close() {}
}
