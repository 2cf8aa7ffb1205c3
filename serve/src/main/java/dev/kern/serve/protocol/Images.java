package dev.kern.serve.protocol;

import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.file.Problem;
import dev.kern.serve.store.ServedModel;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Turns what requests hold into the input of a network.
final class Images {
  /// What the protocols call the input.
  static final String INPUT = "images";

  private final ServingLimits limits;

  Images(ServingLimits limits) {
    this.limits = limits;
  }

  /// How many numbers JSON may hold.
  int mostNumbers() {
    return limits.numbers();
  }

  /// How many images a tensor holds.
  ///
  /// Shapes are `[N, height, width, channels]`, or another one with the same numbers in the same
  /// order: `[N, height * width * channels]`, and for grey images `[N, height, width]` and `[N, 1,
  /// height, width]`.
  ///
  /// Fails with `DataException` for other shapes: channels aren't put last silently.
  int expectShape(String where, ServedModel model, int[] shape) {
    ImageShape image = model.model().image();
    int[] one = shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    boolean grey = image.channels() == 1;
    boolean fits =
        Arrays.equals(one, new int[] {image.height(), image.width(), image.channels()})
            || Arrays.equals(one, new int[] {image.size()})
            || (grey && Arrays.equals(one, new int[] {image.height(), image.width()}))
            || (grey && Arrays.equals(one, new int[] {1, image.height(), image.width()}));
    if (!fits) {
      throw Problem.at(where, "the network takes images of another shape")
          .given(Arrays.toString(shape))
          .expected(
              "[N, %d, %d, %d], or [N, %d]"
                  .formatted(image.height(), image.width(), image.channels(), image.size()))
          .fix("give the images first and the channels last");
    }
    return expectCount(where, shape[0]);
  }

  /// Refuses too many images, and none.
  int expectCount(String where, int images) {
    if (images < 1 || images > limits.images()) {
      throw Problem.at(where, "a request takes 1 to %d images".formatted(limits.images()))
          .given(Integer.toString(images))
          .fix(images < 1 ? "give at least one" : "send them in several requests");
    }
    return images;
  }

  /// Refuses too many images in files of their own, and none: together they may become as many
  /// numbers as JSON may hold, since a file of some bytes becomes as many as the network takes.
  void expectFiles(String where, ServedModel model, int images) {
    long most = Math.max(1, limits.numbers() / model.model().image().size());
    if (images > most && images <= limits.images()) {
      throw Problem.at(where, "too many images of this size for one request")
          .given(Integer.toString(images))
          .expected("at most %d of %s".formatted(most, model.model().image()))
          .fix("send them in several requests");
    }
    expectCount(where, images);
  }

  /// The image files of one request.
  Files files(ServedModel model) {
    return new Files(model);
  }

  /// Image files, whose pixels are bounded together: a small file may have many.
  final class Files {
    private final ServedModel model;
    private long pixels;

    private Files(ServedModel model) {
      this.model = model;
    }

    /// The input for the next file: PNG, JPEG, BMP or GIF.
    float[] input(String where, byte[] content) {
      ImageShape seen = model.model().image();
      ImageTarget.Extents size = limits.expectPixels(where, content, seen);
      pixels += (long) size.height() * size.width();
      if (pixels > limits.pixelsOfAll()) {
        throw Problem.at(where, "the images of the request have too many pixels together")
            .given(Problem.count(pixels) + " up to this one")
            .expected("at most %s pixels".formatted(Problem.count(limits.pixelsOfAll())))
            .fix("send fewer images at a time, or reduce them; the network sees " + seen);
      }
      return model.model().pixels(where, content);
    }

    /// The input for the next file, in base 64.
    float[] base64(String where, String text) {
      byte[] content;
      try {
        content = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw Problem.at(where, "not base 64: " + e.getMessage())
            .given(Problem.quote(text))
            .because(e)
            .fix("encode the bytes of the image file, without line breaks");
      }
      return input(where, content);
    }
  }

  /// The inputs of several images as one.
  static float[] joined(List<float[]> images) {
    int size = images.getFirst().length;
    float[] all = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, all, i * size, size);
    }
    return all;
  }
}
