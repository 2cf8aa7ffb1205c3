package dev.kern.jpeg;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pass over the blocks of some components.
///
/// Source: T.81, sections B.2.3 and A.2.
final class Scan {
  private static final int MOST_BLOCKS = 10; // of a unit
  private static final int MOST_SHIFT = 13;

  /// A component in a scan.
  static final class ScanComponent {
    final Component component;
    private final @Nullable HuffmanTable dc;
    private final @Nullable HuffmanTable ac;
    private int level;

    ScanComponent(Component component, @Nullable HuffmanTable dc, @Nullable HuffmanTable ac) {
      this.component = component;
      this.dc = dc;
      this.ac = ac;
    }

    HuffmanTable ac() {
      return requireNonNull(ac);
    }

    /// The mean of the next block, which is sent as the difference from the last one's.
    int level(BitReader bits) throws JpegException {
      int size = bits.symbol(requireNonNull(dc));
      if (size != 0) {
        level += bits.nextSigned(size);
      }
      return level;
    }
  }

  private final Frame frame;
  private final List<ScanComponent> parts;
  private final BitReader bits;
  private final BlockDecoder blocks;
  private final int interval; // units between restarts, 0 for none
  private int units;

  private Scan(
      Frame frame, List<ScanComponent> parts, BitReader bits, BlockDecoder blocks, int interval) {
    this.frame = frame;
    this.parts = parts;
    this.bits = bits;
    this.blocks = blocks;
    this.interval = interval;
  }

  /// Reads a start-of-scan segment (SOS); the bits of the scan follow it.
  static Scan read(ByteReader bytes, Frame frame, DecoderTables tables, InverseTransform transform)
      throws JpegException {
    ByteReader segment = bytes.segment();
    int count = segment.next();
    if (count < 1 || count > frame.components().size()) {
      throw segment.broken("a scan with " + count + " components");
    }
    List<ScanComponent> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(part(segment, frame, tables));
    }
    int first = segment.next();
    int last = segment.next();
    int bit = segment.next();
    int high = bit >>> 4;
    int low = bit & 15;
    if (!frame.progressive()) { // whose files needn't say what is always the same
      first = 0;
      last = Component.BLOCK - 1;
      high = 0;
      low = 0;
    } else if (first > last
        || last >= Component.BLOCK
        || (first == 0 && last > 0)
        || (first > 0 && count > 1)
        || low > MOST_SHIFT) {
      throw segment.broken("invalid scan of coefficients %d to %d".formatted(first, last));
    }
    int blocksInUnit = 0;
    for (ScanComponent part : parts) {
      Component component = part.component;
      if (!component.sends(first, last, high, low)) {
        throw segment.broken("a scan out of order for component " + component.id);
      } else if ((first == 0 && high == 0 && part.dc == null) || (last > 0 && part.ac == null)) {
        throw segment.broken("a scan before its Huffman table");
      }
      if (first == 0 && high == 0) {
        component.quantizer = tables.quantizer(segment, component.quantizerAt);
      }
      blocksInUnit += component.across * component.down;
    }
    if (count > 1 && blocksInUnit > MOST_BLOCKS) {
      throw segment.broken("a unit of %d blocks, at most 10 are allowed".formatted(blocksInUnit));
    }
    BitReader bits = new BitReader(bytes);
    BlockDecoder blocks =
        frame.progressive()
            ? new ProgressiveBlocks(bits, first, last, high > 0, low)
            : new SequentialBlocks(bits, transform);
    return new Scan(frame, parts, bits, blocks, tables.interval());
  }

  private static ScanComponent part(ByteReader segment, Frame frame, DecoderTables tables)
      throws JpegException {
    int id = segment.next();
    int chosen = segment.next();
    for (Component component : frame.components()) {
      if (component.id == id) {
        return new ScanComponent(component, tables.dc(chosen >>> 4), tables.ac(chosen & 15));
      }
    }
    throw segment.broken("a scan of component " + id + ", which is not in the frame");
  }

  /// Reads the blocks, and moves past them; returns how many bytes too many there are, which only
  /// the last scan of an image may have.
  int run() throws JpegException {
    if (parts.size() == 1) {
      ScanComponent part = parts.getFirst();
      for (int row = 0; row < part.component.blocksHigh(); row++) {
        for (int column = 0; column < part.component.blocksWide(); column++) {
          startUnit();
          blocks.read(part, row, column);
        }
      }
    } else {
      for (int row = 0; row < frame.unitsHigh(); row++) {
        for (int column = 0; column < frame.unitsWide(); column++) {
          startUnit();
          for (ScanComponent part : parts) {
            unit(part, row * part.component.down, column * part.component.across);
          }
        }
      }
    }
    if (frame.isWhole()) {
      return bits.endOfLast();
    }
    bits.end();
    return 0;
  }

  private void unit(ScanComponent part, int row, int column) throws JpegException {
    for (int i = 0; i < part.component.down; i++) {
      for (int j = 0; j < part.component.across; j++) {
        blocks.read(part, row + i, column + j);
      }
    }
  }

  private void startUnit() throws JpegException {
    bits.check();
    if (interval != 0 && units != 0 && units % interval == 0) {
      bits.restart(units / interval - 1);
      blocks.restart();
      parts.forEach(part -> part.level = 0);
    }
    units++;
  }
}
