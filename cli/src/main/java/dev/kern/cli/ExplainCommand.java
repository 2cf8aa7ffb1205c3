package dev.kern.cli;

import dev.kern.cli.option.ModelSource;
import dev.kern.cli.terminal.Output;
import dev.kern.compile.Compiler;
import dev.kern.compile.Pass;
import dev.kern.graph.Graph;
import dev.kern.json.Suggestion;
import dev.kern.report.graph.GraphDrawing;
import dev.kern.run.Engine;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.train.ModelGraphs;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern explain`: how the compiler transforms a network.
@Command(
    name = "explain",
    description =
        "Show the graph after each compiler pass, then the execution plan and its memory.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NETWORK|RUN|MODEL",
      description = "strided, maxpool, lenet, a file or a run folder")
  private String network = "";

  @Option(
      names = "--after",
      paramLabel = "PASS",
      description =
          "show one stage: build, prune, differentiate, simplify, foldbatchnorm, fuse or plan")
  private @Nullable String after;

  @Option(
      names = "--dot",
      description = "print the graph for Graphviz (after fuse, or the stage of --after)")
  private boolean dot;

  @Option(
      names = "--svg",
      description = {
        "print the graph as an SVG drawing, the forward pass in blue,",
        "the backward pass in orange (after fuse, or the stage of --after)"
      })
  private boolean svg;

  @Option(
      names = "--inference",
      description = "show the inference graph instead of the training graph")
  private boolean inference;

  @Option(names = "--batch", defaultValue = "16", description = "batch size (default: 16)")
  private int batch = 16;

  @Mixin private final Output output = new Output();

  private static final String BUILD = "build";
  private static final String PLAN = "plan";

  /// A stage of the compiler with its text.
  record Stage(String after, String text) {}

  @Override
  public Integer call() {
    if (dot && svg) {
      throw new IllegalArgumentException(
          """
          kern explain: --dot and --svg are two forms of one drawing
            given     both
            fix       leave one of them out\
          """);
    }
    Graph graph = ModelGraphs.graph(new ModelSource(network).model(), batch, !inference);
    List<String> names = new ArrayList<>(List.of(BUILD));
    Compiler.passes().stream().map(Pass::name).forEach(names::add);
    String last = after == null && isDrawn() ? names.getLast() : after;
    if (!isDrawn()) {
      names.add(PLAN);
    }
    if (last != null && !names.contains(last)) {
      throw new IllegalArgumentException(
          """
          --after: the compiler has no pass '%s'%s
            expected  one of %s
            fix       %s\
          """
              .formatted(
                  last,
                  isDrawn() ? " that produces a graph" : "",
                  String.join(", ", names),
                  Suggestion.of(last, names).orElse("--after fuse")));
    }
    show(graph, last);
    return 0;
  }

  private void show(Graph graph, @Nullable String only) {
    stage(BUILD, graph, only);
    Graph current = graph;
    for (Pass pass : Compiler.passes()) {
      current = pass.apply(current);
      stage(pass.name(), current, only);
    }
    if (only == null || only.equals(PLAN)) {
      print(PLAN, plan(graph));
    }
  }

  private void stage(String name, Graph graph, @Nullable String only) {
    if (only == null || only.equals(name)) {
      print(name, text(name, graph));
    }
  }

  private String text(String stage, Graph graph) {
    return dot
        ? GraphvizWriter.of(graph)
        : svg
            ? GraphDrawing.svg("The graph of %s after %s".formatted(network, stage), graph)
            : graph.toString();
  }

  private boolean isDrawn() {
    return dot || svg;
  }

  private static String plan(Graph graph) {
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 1)) {
      return session.plan(graph.outputs().toArray(dev.kern.graph.Node[]::new)).toString();
    }
  }

  private void print(String name, String text) {
    PrintWriter out = output.out();
    if (output.json()) {
      output.line(new Stage(name, text));
      return;
    }
    if (after == null && !isDrawn()) {
      out.printf(Locale.ROOT, "== %s%n", name);
    }
    out.print(text);
    if (after == null && !isDrawn()) {
      out.println();
    }
    out.flush();
  }
}
