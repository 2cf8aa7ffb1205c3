package dev.kern.jpeg;

/// Reads a progressive scan, which adds some coefficients of each block, or one more bit of them.
///
/// Source: T.81, annex G.
final class ProgressiveBlocks implements BlockDecoder {
  private final BitReader bits;
  private final int first; // coefficients, in the order in which they are sent
  private final int last;
  private final boolean refines; // bits of coefficients that are known in part
  private final int low; // the bit down to which they are sent
  private int without; // how many blocks from here on get no new coefficient

  ProgressiveBlocks(BitReader bits, int first, int last, boolean refines, int low) {
    this.bits = bits;
    this.first = first;
    this.last = last;
    this.refines = refines;
    this.low = low;
  }

  @Override
  public void restart() {
    without = 0;
  }

  @Override
  public void read(Scan.ScanComponent part, int row, int column) throws JpegException {
    Component component = part.component;
    short[] values = component.coefficients;
    int at = component.coefficientsAt(row, column);
    if (first > 0 && refines) {
      refine(part.ac(), component, at);
    } else if (first > 0) {
      start(part.ac(), component, at);
    } else if (refines) {
      values[at] |= (short) (bits.next(1) << low);
    } else {
      values[at] = (short) (part.level(bits) << low);
    }
  }

  private void start(HuffmanTable table, Component component, int at) throws JpegException {
    if (without > 0) {
      without--;
      return;
    }
    for (int k = first; k <= last; k++) {
      int symbol = bits.symbol(table);
      int run = symbol >>> 4;
      int size = symbol & 15;
      if (size != 0) {
        k += run;
        if (k > last) {
          throw tooMany();
        }
        put(component, at, k, bits.nextSigned(size) << low);
      } else if (run == 15) {
        k += 15;
      } else {
        without = blocks(run) - 1;
        return;
      }
    }
  }

  private static void put(Component component, int at, int k, int value) {
    component.coefficients[at + Component.ORDER[k]] = (short) value;
    int block = Math.floorDiv(at, Component.BLOCK);
    component.latest[block] = (byte) Math.max(component.latest[block], k);
  }

  /// The number of blocks, including this one, that a symbol declares to have no new coefficients.
  private int blocks(int length) {
    return length == 0 ? 1 : (1 << length) + bits.next(length);
  }

  private void refine(HuffmanTable table, Component component, int at) throws JpegException {
    short[] values = component.coefficients;
    int k = first;
    while (without == 0 && k <= last) {
      int symbol = bits.symbol(table);
      int run = symbol >>> 4;
      int size = symbol & 15;
      if (size == 0 && run < 15) {
        without = blocks(run);
        break;
      } else if (size > 1) {
        throw bits.broken("a new coefficient in a refinement scan has more than one bit");
      }
      int value = size == 0 ? 0 : bits.next(1) == 1 ? 1 << low : -1 << low;
      k = refine(values, at, k, last, run);
      if (size != 0) {
        if (k > last) {
          throw tooMany();
        }
        put(component, at, k, value);
      }
      k++;
    }
    if (without > 0) { // where it is a block of zeros that many scans pass over, this is all
      int latest = component.latest[Math.floorDiv(at, Component.BLOCK)];
      refine(values, at, k, Math.min(last, latest), Component.BLOCK);
      without--;
    }
  }

  /// Reads the next bit of the coefficients that aren't zero, from one on; passes over so many that
  /// are, and returns the place of the zero behind them.
  private int refine(short[] values, int at, int from, int to, int zeros) {
    int left = zeros;
    for (int k = from; k <= to; k++) {
      int place = at + Component.ORDER[k];
      int value = values[place];
      if (value == 0) {
        if (left == 0) {
          return k;
        }
        left--;
      } else if (bits.next(1) == 1) {
        values[place] = (short) (value > 0 ? value + (1 << low) : value - (1 << low));
      }
    }
    return to + 1;
  }

  private JpegException tooMany() {
    return bits.broken("a block has more coefficients than its scan");
  }
}
