package dev.kern.train;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.run.Variables;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The first values of filters with [Initializer.Whitening], from the training images.
///
/// The covariance of patches is the mean over all patches of some images, 4 million at most, of `p
/// p^T`, without subtracting the mean patch; filter `f` is `v / sqrt(lambda + epsilon)` for the
/// eigenvector `v` of the `f`-th largest eigenvalue `lambda`. In double precision and one order:
/// the same for any number of threads.
final class PatchWhitening {
  private static final int MOST_PATCHES = 4_000_000;
  private static final int MOST_SWEEPS = 60;

  private PatchWhitening() {}

  /// Sets all such filters of a graph.
  ///
  /// Fails with [IllegalArgumentException] if a layer that asks for them isn't a convolution of the
  /// images themselves, or has more than two filters per number in a patch.
  static void initialize(Graph graph, Variables variables, Split images) {
    for (Node node : graph.variables()) {
      if (node.op() instanceof Variable variable
          && variable.initializer() instanceof Initializer.Whitening whitening) {
        expectFits(node, images.shape());
        float[] filters = filters(node.shape(), whitening.epsilon(), images);
        variables.set(node.name(), Tensor.of(node.shape(), filters));
      }
    }
  }

  private static void expectFits(Node node, ImageShape image) {
    Shape shape = node.shape();
    boolean fits =
        node.graph().nodes().stream().anyMatch(other -> isConvolutionOfImages(other, node))
            && shape.extent(2) == image.channels()
            && shape.extent(0) <= image.height()
            && shape.extent(1) <= image.width()
            && shape.last() <= 2 * shape.rows();
    if (!fits) {
      throw new IllegalArgumentException(
          """
          whitening: these weights are not those of a first convolution
            given     %s of shape %s, and images of %s
            expected  filters [height, width, %d, F] with F at most twice height * width * %d
            fix       put it first, or choose another initializer, such as heNormal\
          """
              .formatted(node.name(), shape, image, image.channels(), image.channels()));
    }
  }

  private static boolean isConvolutionOfImages(Node node, Node filters) {
    return node.op() instanceof Conv2d
        && node.input(0).op() instanceof Placeholder
        && node.input(1) == filters;
  }

  /// The filters, `[height, width, C, F]`.
  static float[] filters(Shape shape, double epsilon, Split images) {
    int size = shape.rows();
    double[][] covariance = covariance(shape, images);
    double[][] vectors = new double[size][size];
    double[] values = eigen(covariance, vectors);
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
            .mapToInt(i -> i)
            .toArray();
    int filters = shape.last();
    float[] weights = new float[size * filters];
    for (int f = 0; f < filters; f++) {
      int from = order[f % size];
      double factor = (f < size ? 1 : -1) / StrictMath.sqrt(Math.max(0, values[from]) + epsilon);
      for (int k = 0; k < size; k++) {
        weights[k * filters + f] = (float) (factor * vectors[k][from]);
      }
    }
    return weights;
  }

  /// The mean of `p p^T` over patches.
  private static double[][] covariance(Shape shape, Split images) {
    ImageShape image = images.shape();
    int rows = shape.extent(0);
    int line = shape.extent(1) * image.channels();
    int size = shape.rows();
    double[][] sums = new double[size][size];
    float[] pixels = new float[image.size()];
    float[] patch = new float[size];
    int each = (image.height() - rows + 1) * (image.width() - shape.extent(1) + 1);
    int count = Math.min(images.count(), Math.max(1, MOST_PATCHES / each));
    for (int n = 0; n < count; n++) {
      images.pixels((int) ((long) n * images.count() / count), pixels, 0);
      for (int i = 0; i + rows <= image.height(); i++) {
        for (int j = 0; j + shape.extent(1) <= image.width(); j++) {
          for (int u = 0; u < rows; u++) {
            int from = ((i + u) * image.width() + j) * image.channels();
            System.arraycopy(pixels, from, patch, u * line, line);
          }
          for (int a = 0; a < size; a++) {
            double[] row = sums[a];
            double left = patch[a];
            for (int b = 0; b <= a; b++) {
              row[b] += left * patch[b];
            }
          }
        }
      }
    }
    for (int a = 0; a < size; a++) {
      for (int b = 0; b <= a; b++) {
        sums[a][b] /= (double) count * each;
        sums[b][a] = sums[a][b];
      }
    }
    return sums;
  }

  /// Eigenvalues of a symmetric matrix, which is destroyed, and eigenvectors as columns, whose
  /// largest component is positive. By Jacobi's rotations, row by row.
  static double[] eigen(double[][] matrix, double[][] vectors) {
    int size = matrix.length;
    for (int i = 0; i < size; i++) {
      Arrays.fill(vectors[i], 0);
      vectors[i][i] = 1;
    }
    for (int sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(matrix); sweep++) {
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          rotate(matrix, vectors, p, q);
        }
      }
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = matrix[i][i];
      turn(vectors, i);
    }
    return values;
  }

  private static boolean isDiagonal(double[][] matrix) {
    double off = 0;
    double on = 0;
    for (int i = 0; i < matrix.length; i++) {
      on += matrix[i][i] * matrix[i][i];
      for (int j = 0; j < i; j++) {
        off += matrix[i][j] * matrix[i][j];
      }
    }
    return off <= 1e-30 * on;
  }

  /// Makes elements `p, q` of the matrix 0.
  private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
    if (matrix[p][q] == 0) {
      return;
    }
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + StrictMath.sqrt(theta * theta + 1));
    double cosine = 1 / StrictMath.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    for (double[] row : matrix) {
      turn(row, p, q, cosine, sine);
    }
    for (int k = 0; k < matrix.length; k++) {
      double a = matrix[p][k];
      double b = matrix[q][k];
      matrix[p][k] = cosine * a - sine * b;
      matrix[q][k] = sine * a + cosine * b;
    }
    for (double[] row : vectors) {
      turn(row, p, q, cosine, sine);
    }
  }

  private static void turn(double[] row, int p, int q, double cosine, double sine) {
    double a = row[p];
    double b = row[q];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  }

  private static void turn(double[][] vectors, int column) {
    double largest = 0;
    for (double[] row : vectors) {
      largest = Math.abs(row[column]) > Math.abs(largest) ? row[column] : largest;
    }
    for (double[] row : vectors) {
      row[column] *= largest < 0 ? -1 : 1;
    }
  }
}
