package dev.kern.jpeg;

import java.util.List;

/// The colour space of the components, and its conversion to grey or to red, green and blue.
enum ColourModel {
  GREY {
    @Override
    void row(byte[][] planes, int width, byte[] values, int at) {
      System.arraycopy(planes[0], 0, values, at, width);
    }
  },

  RGB {
    @Override
    void row(byte[][] planes, int width, byte[] values, int at) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < 3; c++) {
          values[at + 3 * j + c] = planes[c][j];
        }
      }
    }
  },

  /// YCbCr: brightness, and blue and red relative to it.
  YCC {
    @Override
    void row(byte[][] planes, int width, byte[] values, int at) {
      byte[] brightness = planes[0];
      byte[] blues = planes[1];
      byte[] reds = planes[2];
      for (int j = 0; j < width; j++) {
        int y = brightness[j] & 0xff;
        int blue = (blues[j] & 0xff) - 128;
        int red = (reds[j] & 0xff) - 128;
        int place = at + 3 * j;
        values[place] = limit(y + ((RED * red + HALF) >> FRACTION));
        values[place + 1] = limit(y + ((HALF - GREEN_BLUE * blue - GREEN_RED * red) >> FRACTION));
        values[place + 2] = limit(y + ((BLUE * blue + HALF) >> FRACTION));
      }
    }
  },

  /// CMYK, stored inverted.
  CMYK {
    @Override
    void row(byte[][] planes, int width, byte[] values, int at) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < 3; c++) {
          values[at + 3 * j + c] = Ink.value(planes[c][j], planes[3][j]);
        }
      }
    }
  },

  /// YCCK: CMYK whose first three components are stored as `YCC`, as if they were red, green and
  /// blue.
  YCCK {
    @Override
    void row(byte[][] planes, int width, byte[] values, int at) {
      YCC.row(planes, width, values, at);
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < 3; c++) {
          int place = at + 3 * j + c;
          values[place] = Ink.value((byte) ~values[place], planes[3][j]);
        }
      }
    }
  };

  private static final int FRACTION = 16;
  private static final int HALF = 1 << (FRACTION - 1);
  private static final int RED = fixed(1.402);
  private static final int BLUE = fixed(1.772);
  private static final int GREEN_BLUE = fixed(0.34414);
  private static final int GREEN_RED = fixed(0.71414);

  private static int fixed(double value) {
    return (int) Math.round(value * (1 << FRACTION));
  }

  private static byte limit(int value) {
    return (byte) ((value & ~0xff) == 0 ? value : value < 0 ? 0 : 255);
  }

  /// The light left by two inks on white paper, on the curve of sRGB.
  private static final class Ink {
    private static final byte[] VALUES = new byte[1 << 16];

    static {
      for (int ink = 0; ink < 256; ink++) {
        for (int black = 0; black < 256; black++) {
          float light = (1 - (255 - black) / 255f) * (1 - (255 - ink) / 255f);
          float value =
              light < 0.0031308f
                  ? 12.92f * light
                  : (float) (1.055 * Math.pow(light, 1 / 2.4) - 0.055);
          VALUES[(ink << 8) | black] = (byte) (value * 255 + 0.5f);
        }
      }
    }

    static byte value(byte ink, byte black) {
      return VALUES[((ink & 0xff) << 8) | (black & 0xff)];
    }
  }

  /// Converts a row from the components' values.
  abstract void row(byte[][] planes, int width, byte[] values, int at);

  /// Chooses the colour model by what the file says.
  ///
  /// @param jfif whether the file declares itself as JFIF
  /// @param transform the colour transform of Adobe's marker, or -1 without one
  static ColourModel of(Frame frame, boolean jfif, int transform) {
    return switch (frame.components().size()) {
      case 1 -> GREY;
      case 4 -> transform == 2 ? YCCK : CMYK;
      default -> {
        boolean named =
            frame.components().stream()
                .map(component -> component.id)
                .toList()
                .equals(List.of((int) 'R', (int) 'G', (int) 'B'));
        yield !jfif && (transform == 0 || (transform < 0 && named)) ? RGB : YCC;
      }
    };
  }
}
