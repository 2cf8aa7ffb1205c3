package dev.kern.data.order;

/// A random order of images that suits a disk: at any time it takes images from a few places, which
/// are read in long runs.
///
/// The images lie in a circle, which is cut at a random place into blocks of about a million
/// pixels. The blocks come in a random order, and [#BLOCKS] of them in a row are a window, whose
/// images are shuffled among each other. What is left of the circle is a window of its own, at the
/// end of the epoch; the next epoch's circle is cut elsewhere.
///
/// An image comes once per epoch, and the order is a function of the key and the position, like
/// [Shuffle]'s. It depends on the images' count and size, not on how they are stored.
public final class WindowedShuffle implements Permutation {
  /// Blocks in a window: 128 million pixels are many more images than a batch, and little memory.
  private static final int BLOCKS = 128;

  private static final int BLOCK_PIXELS = 1 << 20;
  private static final int ROTATION = -1;
  private static final int ORDER = -2;

  private final int count;
  private final int block; // images
  private final int blocks; // in an epoch
  private final Shuffle order;
  private final Shuffle window;
  private final Shuffle lastWindow;
  private final Shuffle rest;

  /// Windows over `count` images of so many pixels.
  public static WindowedShuffle of(int count, int pixels) {
    return new WindowedShuffle(count, Math.max(1, Math.floorDiv(BLOCK_PIXELS, pixels)));
  }

  /// Windows over `count` images in blocks of so many images.
  WindowedShuffle(int count, int block) {
    this.count = count;
    this.block = Math.min(block, count);
    this.blocks = Math.floorDiv(count, this.block);
    this.order = new Shuffle(blocks);
    this.window = new Shuffle(Math.min(BLOCKS, blocks) * this.block);
    this.lastWindow = new Shuffle(Math.max(1, blocks % BLOCKS) * this.block);
    this.rest = new Shuffle(Math.max(1, count - blocks * this.block));
  }

  /// Images in a block, and positions from one block's first to the next's.
  public int block() {
    return block;
  }

  /// Images in a window.
  public int window() {
    return Math.min(BLOCKS, blocks) * block;
  }

  @Override
  public int at(long key, int position) {
    return onCircle(key, onLine(key, position));
  }

  /// The first image of the block that is the window's next one, as read by who stays a window
  /// ahead; the others follow it on the circle.
  public int firstOfBlock(long key, int position) {
    int number = Math.floorDiv(position, block);
    int from = number < blocks ? order.at(CounterRandom.of(key, ORDER), number) : blocks;
    return onCircle(key, from * block);
  }

  private int onCircle(long key, int place) {
    long rotation = Math.floorMod(CounterRandom.of(key, ROTATION), count);
    return (int) ((place + rotation) % count);
  }

  private int onLine(long key, int position) {
    int full = blocks * block;
    if (position >= full) {
      return full + rest.at(key, position - full);
    }
    int number = Math.floorDiv(position, window());
    boolean whole = (number + 1) * (long) BLOCKS <= blocks;
    Shuffle within = whole || blocks < BLOCKS ? window : lastWindow;
    int mixed = within.at(CounterRandom.of(key, number), position - number * window());
    int from =
        order.at(CounterRandom.of(key, ORDER), number * BLOCKS + Math.floorDiv(mixed, block));
    return from * block + mixed % block;
  }
}
