package dev.kern.report.draw;

/// Colours for numbers from 0 to 1.
public final class Palette {
  /// Black to white.
  public static final Palette GREY = new Palette(0x000000, 0xffffff);

  /// Dark blue by grey to light orange, ever brighter, for numbers on both sides of zero, which is
  /// 0.5: the sign can be seen without colours, too.
  public static final Palette SIGNED =
      new Palette(0x0b2a66, 0x4673b4, 0x9a9a97, 0xe0ae6a, 0xffe9ba);

  /// Night blue by green to yellow, ever brighter, for how strongly something answers.
  public static final Palette ANSWER =
      new Palette(0x161233, 0x244a78, 0x2a8278, 0x7dbb55, 0xf7e463);

  private final int[] stops;

  private Palette(int... stops) {
    this.stops = stops;
  }

  /// The colour `0xRRGGBB` of a number; what lies outside of 0 to 1 gets the colour of the nearer
  /// end, NaN the first.
  int colour(double level) {
    double place = Math.clamp(Double.isNaN(level) ? 0 : level, 0, 1) * (stops.length - 1);
    int from = Math.min((int) place, stops.length - 2);
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int low = stops[from] >> shift & 0xff;
      int high = stops[from + 1] >> shift & 0xff;
      colour = colour << 8 | (int) Math.round(low + (place - from) * (high - low));
    }
    return colour;
  }

  /// A brightness from 0 to 1 as a byte.
  static int byteOf(double level) {
    return (int) Math.round(255 * Math.clamp(Double.isNaN(level) ? 0 : level, 0, 1));
  }
}
