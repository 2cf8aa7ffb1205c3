package dev.kern.cli;

import dev.kern.compile.Compiler;
import dev.kern.compile.Pass;
import dev.kern.graph.Graph;
import dev.kern.json.Suggestion;
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
    Graph graph = ModelGraphs.graph(new ModelSource(network).model(), batch, !inference);
    List<String> names = new ArrayList<>(List.of(BUILD));
    Compiler.passes().stream().map(Pass::name).forEach(names::add);
    String last = after == null && dot ? names.getLast() : after;
    if (!dot) {
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
                  dot ? " that produces a graph" : "",
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
      print(name, dot ? GraphvizWriter.of(graph) : graph.toString());
    }
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
    if (after == null && !dot) {
      out.printf(Locale.ROOT, "== %s%n", name);
    }
    out.print(text);
    if (after == null && !dot) {
      out.println();
    }
    out.flush();
  }
}
