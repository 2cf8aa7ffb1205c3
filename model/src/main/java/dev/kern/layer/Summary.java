package dev.kern.layer;

import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a network consists of, and what it costs, layer by layer.
///
/// @param network its name
/// @param image the extents of one image, `[H, W, C]`
/// @param rows a row per layer
public record Summary(String network, Shape image, List<Row> rows) {
  /// One layer.
  ///
  /// @param name its name, such as `conv1`
  /// @param settings its settings in words
  /// @param shape the extents of its result for one image
  /// @param parameters how many numbers it learns
  /// @param multiplyAdds how many multiply-adds of convolutions and matrix products one image takes
  public record Row(
      String name, String settings, Shape shape, long parameters, long multiplyAdds) {}

  /// Copies the list.
  public Summary {
    rows = List.copyOf(rows);
  }

  static Summary of(Network network, int height, int width, int channels) {
    Graph graph = new Graph();
    Scope scope = Scope.inference(graph);
    Node y = graph.placeholder("images", Shape.of(1, height, width, channels));
    List<Row> rows = new ArrayList<>();
    for (NamedLayer named : network.namedLayers()) {
      int before = graph.nodes().size();
      y = scope.add(named.frozen() ? Layer.frozen(named.layer()) : named.layer(), y);
      List<Node> added = graph.nodes().subList(before, graph.nodes().size());
      rows.add(
          new Row(
              named.name(),
              settings(named),
              perImage(y.shape()),
              added.stream().mapToLong(Summary::parameters).sum(),
              added.stream().mapToLong(Summary::multiplyAdds).sum()));
    }
    return new Summary(network.name(), Shape.of(height, width, channels), rows);
  }

  private static String settings(NamedLayer named) {
    String settings = named.layer().settings();
    return named.frozen() ? settings + (settings.isEmpty() ? "frozen" : ", frozen") : settings;
  }

  private static Shape perImage(Shape batch) {
    int[] extents = batch.toArray();
    return Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
  }

  private static long parameters(Node node) {
    return node.op() instanceof Variable variable && variable.trainable()
        ? variable.shape().size()
        : 0;
  }

  private static long multiplyAdds(Node node) {
    return switch (node.op()) {
      case Conv2d _ -> (long) node.shape().size() * node.input(1).shape().rows();
      case MatMul _ -> (long) node.shape().size() * node.input(1).shape().extent(0);
      default -> 0;
    };
  }

  /// How many numbers the network learns.
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /// How many multiply-adds of convolutions and matrix products one image takes.
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /// The table as text, with a line per layer and a last one with the sums.
  @Override
  public String toString() {
    return text(Integer.MAX_VALUE);
  }

  /// The table in lines that are shorter than a number of characters, if that can be.
  public String text(int width) {
    List<String[]> cells = new ArrayList<>();
    cells.add(new String[] {"layer", "", "result", "parameters", "multiply-adds"});
    cells.add(new String[] {"images", "", image.toString(), "", ""});
    for (Row row : rows) {
      cells.add(
          new String[] {
            row.name(),
            row.settings(),
            row.shape().toString(),
            count(row.parameters()),
            count(row.multiplyAdds())
          });
    }
    cells.add(new String[] {"sum", "", "", count(parameters()), count(multiplyAdds())});
    return network + "\n" + Table.text(cells, 3, width);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
