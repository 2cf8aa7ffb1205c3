package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.SplitName;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/// Images of 8 x 8 with a bar, flat or upright, and a little noise.
final class Bars {
  static final List<String> CLASSES = List.of("flat", "upright");
  static final ImageShape SHAPE = new ImageShape(8, 8, 1);

  private static final int SIDE = 8;

  private Bars() {}

  /// The class of the image of this number.
  static int label(int number) {
    return number % 2;
  }

  /// Grey values, `[8, 8]`.
  static byte[] pixels(int number) {
    Random random = new Random(number);
    byte[] pixels = new byte[SIDE * SIDE];
    int bar = random.nextInt(SIDE);
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        boolean on = bar == (label(number) == 0 ? i : j);
        pixels[i * SIDE + j] = (byte) ((on ? 200 : 0) + random.nextInt(50));
      }
    }
    return pixels;
  }

  /// The pixels as a network gets them.
  static float[] floats(int number) {
    byte[] pixels = pixels(number);
    float[] floats = new float[pixels.length];
    Normalization.lookUp(Normalization.COURSE.table(), pixels, 0, pixels.length, floats, 0);
    return floats;
  }

  /// The image as a file.
  static byte[] png(int number) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels(number));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// Numbers from 0 on as training images, and some as validation images.
  static Dataset data(int train, int valid) {
    return Dataset.builder(CLASSES, SHAPE)
        .add(SplitName.TRAIN, images(0, train), labels(0, train))
        .add(SplitName.VALID, images(train, valid), labels(train, valid))
        .build();
  }

  private static byte[][] images(int from, int count) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(pixels(from + i));
    }
    return images.toArray(byte[][]::new);
  }

  private static int[] labels(int from, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label(from + i);
    }
    return labels;
  }

  static Network network() {
    return Network.of(Layer.conv(4, 3), Layer.relu(), Layer.flatten(), Layer.dense(CLASSES.size()))
        .named("bars");
  }

  static Training training() {
    return Training.of(network()).optimizer(Optimizer.sgd(0.1)).steps(120).threads(1);
  }

  /// A network that tells most bars.
  static TrainedModel trained() {
    try (Run run = training().start(data(200, 20))) {
      run.fit();
      return run.trained();
    }
  }
}
