package dev.kern.cli;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Variable;
import java.util.stream.Collectors;

/// Writes a graph in the DOT language of Graphviz: `kern explain lenet --dot | dot -Tsvg`.
final class GraphvizWriter {
  private GraphvizWriter() {}

  static String of(Graph graph) {
    String nodes = graph.nodes().stream().map(GraphvizWriter::node).collect(Collectors.joining());
    String edges =
        graph.nodes().stream()
            .flatMap(to -> to.inputs().stream().map(from -> edge(from, to)))
            .collect(Collectors.joining());
    return "digraph kern {\n  node [shape=box, fontname=\"sans-serif\"];\n" + nodes + edges + "}\n";
  }

  private static String node(Node node) {
    String what =
        node.op() instanceof Variable ? node.name() : node.op().symbol() + attributes(node);
    return "  n%d [label=\"%s\\n%s%s\"%s];\n"
        .formatted(
            node.id(),
            escaped(what),
            node.type(),
            node.shape(),
            node.op() instanceof Variable ? ", style=filled, fillcolor=lightgrey" : "");
  }

  private static String attributes(Node node) {
    String attributes = node.op().attributes();
    return attributes.isEmpty() ? "" : " {" + attributes + "}";
  }

  private static String edge(Node from, Node to) {
    return "  n%d -> n%d;\n".formatted(from.id(), to.id());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
