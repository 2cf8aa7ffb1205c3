package dev.kern.jpeg;

import java.util.Arrays;

/// Canonical Huffman codes of up to 16 bits.
///
/// Codes of up to nine bits, nearly all in a file, are looked up directly; longer ones are found by
/// the largest code of each length.
///
/// Source: T.81, annex C, and section F.2.2.3.
final class HuffmanTable {
  private static final int LONGEST = 16;
  private static final int QUICK = 9;

  private final short[] quick = new short[1 << QUICK]; // length << 8 | symbol, or 0
  private final int[] beyond = new int[LONGEST + 1]; // the codes of a length, in 16 bits, are below
  private final int[] shift = new int[LONGEST + 1]; // from a code of a length to its symbol
  private final byte[] symbols = new byte[256];

  /// Reads a table as a file holds it: how many codes of each length, then their symbols.
  ///
  /// @param most the largest symbol that makes sense
  HuffmanTable(ByteReader segment, int most) throws JpegException {
    int[] counts = new int[LONGEST + 1];
    int total = 0;
    for (int length = 1; length <= LONGEST; length++) {
      counts[length] = segment.next();
      total += counts[length];
    }
    if (total > symbols.length) {
      throw segment.broken("a Huffman table with " + total + " codes, at most 256 are allowed");
    }
    for (int i = 0; i < total; i++) {
      int symbol = segment.next();
      if (symbol > most) {
        throw segment.broken("a Huffman table with symbol " + symbol + ", the highest is " + most);
      }
      symbols[i] = (byte) symbol;
    }
    int code = 0;
    int first = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code <<= 1;
      shift[length] = first - code;
      if (code + counts[length] > 1 << length) {
        throw segment.broken("a Huffman table with too many codes of " + length + " bits");
      }
      for (int i = 0; i < counts[length] && length <= QUICK; i++) {
        int from = (code + i) << (QUICK - length);
        int entry = (length << 8) | (symbols[first + i] & 0xff);
        Arrays.fill(quick, from, from + (1 << (QUICK - length)), (short) entry);
      }
      code += counts[length];
      first += counts[length];
      beyond[length] = code << (LONGEST - length);
    }
  }

  /// The code that 16 bits begin with, `length << 8 | symbol`; 0 if none does.
  int find(int bits) {
    int entry = quick[bits >>> (LONGEST - QUICK)];
    if (entry != 0) {
      return entry;
    }
    for (int length = QUICK + 1; length <= LONGEST; length++) {
      if (bits < beyond[length]) {
        int symbol = symbols[shift[length] + (bits >>> (LONGEST - length))] & 0xff;
        return (length << 8) | symbol;
      }
    }
    return 0;
  }
}
