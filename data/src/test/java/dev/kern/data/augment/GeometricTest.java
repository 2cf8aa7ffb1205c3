package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.elastic;
import static dev.kern.data.augment.Augmentation.rotate;
import static dev.kern.data.augment.Augmentation.scale;
import static dev.kern.data.augment.Augmentation.shear;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.data.augment.Augmentation.stretch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each geometric change against its definition, written plainly and in double: where a point of
/// the image goes is stated forwards, and turned round by solving for it.
final class GeometricTest {
  private static final long SEED = 5;
  private static final float TOLERANCE = 2e-3f;

  /// Where a point `(down, along)`, counted from the middle, is moved to.
  private interface Motion {
    double[] move(double down, double along);
  }

  /// A list of changes, and what is drawn for them at a place of a step.
  record Case(String name, List<Augmentation> list, ImageShape shape) {
    @Override
    public String toString() {
      return name + " of " + shape;
    }
  }

  private static Motion motion(Augmentation change, ImageRandom random) {
    return switch (change) {
      case Shift(double pixels) -> {
        double rows = pixels * random.either();
        double columns = pixels * random.either();
        yield (down, along) -> new double[] {down + rows, along + columns};
      }
      case Rotate(double degrees) -> {
        double angle = Math.toRadians(degrees * random.either());
        yield (down, along) ->
            new double[] {
              Math.cos(angle) * down + Math.sin(angle) * along,
              Math.cos(angle) * along - Math.sin(angle) * down
            };
      }
      case Zoom(double part) -> {
        double factor = Math.pow(1 + part, random.either());
        yield (down, along) -> new double[] {factor * down, factor * along};
      }
      case Stretch(double part) -> {
        double wider = Math.pow(1 + part, random.either() / 2);
        yield (down, along) -> new double[] {down / wider, along * wider};
      }
      case Shear(double part) -> {
        double slant = part * random.either();
        yield (down, along) -> new double[] {down, along - slant * down};
      }
      case Flip(double chance) -> {
        boolean mirrored = random.unit() < chance;
        yield (down, along) -> new double[] {down, mirrored ? -along : along};
      }
      default -> throw new AssertionError(change);
    };
  }

  static Stream<Case> cases() {
    return Stream.<List<Augmentation>>of(
            List.of(shift(3)),
            List.of(rotate(180)),
            List.of(scale(0.5)),
            List.of(stretch(0.5)),
            List.of(shear(0.4)),
            List.of(new Flip(0.5)),
            List.of(shift(3), rotate(45), scale(0.3), stretch(0.2), shear(0.3), new Flip(0.5)),
            List.of(shear(0.3), new Flip(0.5), rotate(45), shift(3), stretch(0.4), scale(0.2)))
        .flatMap(
            list ->
                Stream.of(new ImageShape(12, 12, 1), new ImageShape(9, 16, 3))
                    .map(
                        shape ->
                            new Case(
                                list.stream().map(Augmentation::kind).toList().toString(),
                                list,
                                shape)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void movesPixelsAsDefined(Case test) {
    Augmenter augmenter = Augmenter.of(test.list, test.shape, 2, SEED);
    float[] image = smooth(test.shape);
    for (int step = 0; step < 10; step++) {
      float[] pixels = image.clone();
      augmenter.change(step, 0, pixels);
      expect(pixels, image, test, step);
    }
  }

  private static void expect(float[] pixels, float[] image, Case test, int step) {
    ImageRandom random = new ImageRandom();
    Motion[] motions = new Motion[test.list.size()];
    for (int i = 0; i < motions.length; i++) {
      random.place(SEED, step, 0, i);
      motions[i] = motion(test.list.get(i), random);
    }
    ImageShape shape = test.shape;
    double middleRow = (shape.height() - 1) / 2.0;
    double middleColumn = (shape.width() - 1) / 2.0;
    double[][] inverse = inverse(motions);
    for (int i = 0; i < shape.height(); i++) {
      for (int j = 0; j < shape.width(); j++) {
        double y = i - middleRow - inverse[2][0];
        double x = j - middleColumn - inverse[2][1];
        double row = inverse[0][0] * y + inverse[0][1] * x + middleRow;
        double column = inverse[1][0] * y + inverse[1][1] * x + middleColumn;
        for (int c = 0; c < shape.channels(); c++) {
          assertThat(pixels[(i * shape.width() + j) * shape.channels() + c])
              .as("step %d, row %d, column %d, channel %d", step, i, j, c)
              .isCloseTo((float) between(image, shape, row, column, c), within(TOLERANCE));
        }
      }
    }
  }

  /// All motions one after the other as a matrix turned round, and what they add.
  private static double[][] inverse(Motion... motions) {
    double[] origin = through(0, 0, motions);
    double[] down = through(1, 0, motions);
    double[] along = through(0, 1, motions);
    double a = down[0] - origin[0];
    double b = along[0] - origin[0];
    double c = down[1] - origin[1];
    double d = along[1] - origin[1];
    double determinant = a * d - b * c;
    return new double[][] {
      {d / determinant, -b / determinant}, {-c / determinant, a / determinant}, origin
    };
  }

  private static double[] through(double down, double along, Motion... motions) {
    double[] point = {down, along};
    for (Motion motion : motions) {
      point = motion.move(point[0], point[1]);
    }
    return point;
  }

  /// The value at a place between pixels, the image going on as its outermost pixels do.
  private static double between(
      float[] image, ImageShape shape, double row, double column, int channel) {
    double y = Math.clamp(row, 0, shape.height() - 1);
    double x = Math.clamp(column, 0, shape.width() - 1);
    double sum = 0;
    for (int i = 0; i < shape.height(); i++) {
      for (int j = 0; j < shape.width(); j++) {
        double weight = Math.max(0, 1 - Math.abs(i - y)) * Math.max(0, 1 - Math.abs(j - x));
        sum += weight * image[(i * shape.width() + j) * shape.channels() + channel];
      }
    }
    return sum;
  }

  private static float[] smooth(ImageShape shape) {
    float[] image = new float[shape.size()];
    for (int k = 0; k < image.length; k++) {
      image[k] = (float) Math.sin(0.7 * k) / 2;
    }
    return image;
  }

  @Test
  void pullsPixelsAsTheSplineSays() {
    ImageShape shape = new ImageShape(10, 13, 1);
    double spacing = 4.5;
    float[] image = smooth(shape);
    float[] pixels = image.clone();
    Augmenter.of(List.of(elastic(2).spacing(spacing)), shape, 2, SEED).change(3, 0, pixels);
    ImageRandom random = new ImageRandom();
    random.place(SEED, 3, 0, 0);
    double[][] rows = new double[6][6];
    double[][] columns = new double[6][6];
    for (int k = 0; k < 6; k++) {
      Arrays.setAll(rows[k], _ -> 2 * random.either());
      Arrays.setAll(columns[k], _ -> 2 * random.either());
    }
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 13; j++) {
        double down = spline(rows, i / spacing, j / spacing);
        double along = spline(columns, i / spacing, j / spacing);
        assertThat(Math.max(Math.abs(down), Math.abs(along))).isLessThan(2);
        assertThat(pixels[i * 13 + j])
            .isCloseTo((float) between(image, shape, i + down, j + along, 0), within(TOLERANCE));
      }
    }
    assertThat(pixels).isNotEqualTo(image);
  }

  /// A sum over all arrows, the first of which stands one spacing before the first pixel.
  private static double spline(double[][] arrows, double down, double along) {
    double sum = 0;
    for (int k = 0; k < arrows.length; k++) {
      for (int l = 0; l < arrows[k].length; l++) {
        sum += bell(down - (k - 1)) * bell(along - (l - 1)) * arrows[k][l];
      }
    }
    return sum;
  }

  /// The cubic B-spline around 0.
  private static double bell(double x) {
    double far = Math.abs(x);
    return far < 1
        ? 2 / 3.0 - far * far + far * far * far / 2
        : far < 2 ? Math.pow(2 - far, 3) / 6 : 0;
  }
}
