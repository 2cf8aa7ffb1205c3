package dev.kern.compile;

import dev.kern.graph.Activate;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import dev.kern.graph.Padding;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folds a border of zeros around images into the window of the convolution behind it, and of max
/// pooling where it can't win, so that the images needn't be copied.
final class FoldBorder implements Pass {
  @Override
  public Graph apply(Graph graph) {
    return new Prune().apply(Rewrite.of(graph, FoldBorder::replace));
  }

  private static @Nullable Node replace(Node node, Rewrite rewrite) {
    if (node.inputs().isEmpty()
        || !(node.input(0).op() instanceof Pad pad)
        || !isAround(pad, node.input(0))) {
      return null;
    }
    Node image = node.input(0).input(0);
    return switch (node.op()) {
      case Conv2d conv when isPlain(conv.window()) && pad.value() == 0 ->
          rewrite
              .graph()
              .add(
                  node.name(),
                  new Conv2d(conv.window().border(border(pad)), conv.groups()),
                  rewrite.image(image),
                  rewrite.image(node.input(1)));
      case Pool2d(Pooling pooling, Window window)
          when pooling == Pooling.MAX
              && isPlain(window)
              && neverWins(pad, image)
              && isCovered(window, border(pad)) ->
          rewrite
              .graph()
              .add(
                  node.name(),
                  new Pool2d(pooling, window.border(border(pad))),
                  rewrite.image(image));
      default -> null;
    };
  }

  /// Whether a border is around the rows and columns of images, and small enough for a window.
  private static boolean isAround(Pad pad, Node padded) {
    List<Integer> before = pad.before();
    List<Integer> after = pad.after();
    return padded.shape().rank() == 4
        && before.get(0) + after.get(0) + before.get(3) + after.get(3) == 0
        && before.stream().allMatch(n -> n <= Window.LARGEST)
        && after.stream().allMatch(n -> n <= Window.LARGEST);
  }

  private static boolean isPlain(Window window) {
    return window.padding() == Padding.VALID && window.border().equals(Window.Border.NONE);
  }

  private static Window.Border border(Pad pad) {
    return new Window.Border(
        pad.before().get(1), pad.after().get(1), pad.before().get(2), pad.after().get(2));
  }

  private static boolean neverWins(Pad pad, Node image) {
    boolean positive =
        image.op() instanceof Activate(Activation f)
            && switch (f) {
              case RELU, RELU6, SIGMOID, HARD_SIGMOID -> true;
              default -> false;
            };
    return pad.value() <= -Float.MAX_VALUE || (pad.value() == 0 && positive);
  }

  /// Whether each position of a window has a pixel that isn't in the border.
  private static boolean isCovered(Window window, Window.Border border) {
    return Math.max(border.top(), border.bottom()) < window.height()
        && Math.max(border.left(), border.right()) < window.width()
        && window.dilation() == 1;
  }
}
