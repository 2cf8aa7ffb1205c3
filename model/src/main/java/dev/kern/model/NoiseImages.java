package dev.kern.model;

import dev.kern.data.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/// Images of noise of the size that a network takes, the same each time.
///
/// @param model the network and its task
record NoiseImages(Model model) {
  private static final int RGB = 3;

  /// Pixels that are a network's input already, from -0.5 to 0.5.
  float[] pixels(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] pixels = new float[Math.multiplyExact(count, model.image().size())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  /// Whether the network can be asked about image files.
  boolean canBeFiles() {
    int channels = model.image().channels();
    return model.normalization().isPresent() && (channels == 1 || channels == RGB);
  }

  /// The content of an image file.
  ///
  /// @param format `PNG` or `JPEG`
  byte[] file(String format) {
    ImageShape shape = model.image();
    SplittableRandom random = new SplittableRandom(0);
    BufferedImage image =
        new BufferedImage(
            shape.width(),
            shape.height(),
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
