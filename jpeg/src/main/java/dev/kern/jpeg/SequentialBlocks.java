package dev.kern.jpeg;

import java.util.Arrays;

/// Reads blocks that are complete in one scan, and transforms them to samples immediately.
///
/// Source: T.81, section F.2.2.
final class SequentialBlocks implements BlockDecoder {
  private static final int SIXTEEN_ZEROS = 0xf0;

  private final BitReader bits;
  private final InverseTransform transform;
  private final short[] block = new short[Component.BLOCK];

  SequentialBlocks(BitReader bits, InverseTransform transform) {
    this.bits = bits;
    this.transform = transform;
  }

  @Override
  public void read(Scan.ScanComponent part, int row, int column) throws JpegException {
    Component component = part.component;
    if (component.needsMeansOnly()) {
      block[0] = (short) part.level(bits);
      pass(part);
    } else {
      readAll(part);
    }
    transform.apply(block, 0, component, component.samplesAt(row, column));
  }

  /// Passes over all coefficients but the first.
  private void pass(Scan.ScanComponent part) throws JpegException {
    HuffmanTable table = part.ac();
    for (int k = 1; k < Component.BLOCK; k++) {
      int symbol = bits.symbol(table);
      int size = symbol & 15;
      if (size != 0) {
        k += symbol >>> 4;
        if (k >= Component.BLOCK) {
          throw tooMany();
        }
        bits.skip(size);
      } else if (symbol == SIXTEEN_ZEROS) {
        k += 15;
      } else {
        break;
      }
    }
  }

  private void readAll(Scan.ScanComponent part) throws JpegException {
    Arrays.fill(block, (short) 0);
    block[0] = (short) part.level(bits);
    for (int k = 1; k < Component.BLOCK; k++) {
      int symbol = bits.symbol(part.ac());
      int size = symbol & 15;
      if (size != 0) {
        k += symbol >>> 4;
        if (k >= Component.BLOCK) {
          throw tooMany();
        }
        block[Component.ORDER[k]] = (short) bits.nextSigned(size);
      } else if (symbol == SIXTEEN_ZEROS) {
        k += 15;
      } else {
        break;
      }
    }
  }

  private JpegException tooMany() {
    return bits.broken("a block has more than 64 coefficients");
  }
}
