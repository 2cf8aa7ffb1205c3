package dev.kern.jpeg;

/// Upsamples a row of a component to the width of the image.
///
/// Samples lie in the middle of the pixels that they stand for. Where there are half as many, a
/// pixel is mixed of the nearer sample, three parts, and the farther, one part. The rounding goes
/// up and down by turns, so that it makes nothing brighter: libjpeg's, as all of this.
enum Upsampling {
  /// Repeats each sample.
  REPEAT {
    @Override
    void row(Component component, int row, byte[] pixels, int[] sums) {
      int at = row / component.repeatDown * component.stride;
      int across = component.repeatAcross;
      if (across == 1) {
        System.arraycopy(component.samples, at, pixels, 0, component.width);
        return;
      }
      for (int j = 0; j < component.width; j++) {
        for (int k = 0; k < across; k++) {
          pixels[j * across + k] = component.samples[at + j];
        }
      }
    }
  },

  /// Interpolates components of half the width.
  MIX_ACROSS {
    @Override
    void row(Component component, int row, byte[] pixels, int[] sums) {
      int at = row * component.stride;
      int last = component.width - 1;
      byte[] samples = component.samples;
      for (int j = 0; j <= last; j++) {
        int near = 3 * (samples[at + j] & 0xff);
        int left = samples[at + Math.max(j - 1, 0)] & 0xff;
        int right = samples[at + Math.min(j + 1, last)] & 0xff;
        pixels[2 * j] = (byte) ((near + left + 1) >> 2);
        pixels[2 * j + 1] = (byte) ((near + right + 2) >> 2);
      }
    }
  },

  /// Interpolates components of half the width and height.
  MIX_BOTH {
    @Override
    void row(Component component, int row, byte[] pixels, int[] sums) {
      int near = row / 2;
      int far = Math.clamp(near + (row % 2 == 0 ? -1 : 1), 0, component.height - 1);
      int nearAt = near * component.stride;
      int farAt = far * component.stride;
      int last = component.width - 1;
      byte[] samples = component.samples;
      for (int j = 0; j <= last; j++) {
        sums[j] = 3 * (samples[nearAt + j] & 0xff) + (samples[farAt + j] & 0xff);
      }
      for (int j = 0; j <= last; j++) {
        int sum = 3 * sums[j];
        pixels[2 * j] = (byte) ((sum + sums[Math.max(j - 1, 0)] + 8) >> 4);
        pixels[2 * j + 1] = (byte) ((sum + sums[Math.min(j + 1, last)] + 7) >> 4);
      }
    }
  };

  /// The fewest samples sideways that are mixed.
  private static final int FEWEST = 3;

  /// Fills a row of pixels.
  ///
  /// @param sums room for as many numbers as there are samples
  abstract void row(Component component, int row, byte[] pixels, int[] sums);

  /// Chooses the upsampling that brings a component to the size of the image.
  static Upsampling of(Component component) {
    int down = component.repeatDown;
    if (component.repeatAcross != 2 || down > 2 || component.width < FEWEST) {
      return REPEAT;
    }
    return down == 1 ? MIX_ACROSS : MIX_BOTH;
  }
}
