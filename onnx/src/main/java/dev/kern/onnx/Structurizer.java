package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.layer.Branch;
import dev.kern.layer.Concatenation;
import dev.kern.layer.Layer;
import dev.kern.layer.Product;
import dev.kern.layer.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes layers, with branches where they part and meet again, of a graph of steps.
///
/// Where steps meet, their branches begin at the last step that all of them pass through: the
/// immediate dominator, found as by Cooper, Harvey and Kennedy 2001. Every step must then lie on
/// one branch alone; a graph of which that isn't true has no such form.
final class Structurizer {
  private static final int DEEPEST = 12;

  private final String file;
  private final Map<Step, Step> dominators = new HashMap<>();
  private final Set<Step> placed = new HashSet<>();
  private final List<Tensor> weights = new ArrayList<>();

  private Structurizer(String file) {
    this.file = file;
  }

  /// Layers with the values of their variables, in the order in which they are made.
  record Result(List<Layer> layers, List<Tensor> weights) {}

  /// The layers from the images to a step.
  ///
  /// Fails with `DataException` if the graph isn't made of branches.
  static Result of(String file, List<Step> reachable, Step end) {
    Structurizer chains = new Structurizer(file);
    for (Step step : reachable) {
      step.inputs().stream()
          .reduce(chains::meet)
          .ifPresent(common -> chains.dominators.put(step, common));
    }
    List<Layer> layers = chains.chain(reachable.getFirst(), end, 0);
    return new Result(layers, List.copyOf(chains.weights));
  }

  private Step meet(Step one, Step other) {
    Step a = one;
    Step b = other;
    while (!a.equals(b)) {
      if (a.index() > b.index()) {
        a = dominator(a);
      } else {
        b = dominator(b);
      }
    }
    return a;
  }

  private Step dominator(Step step) {
    Step dominator = dominators.get(step);
    if (dominator == null) {
      throw new IllegalStateException("step " + step.index() + " doesn't come from the images");
    }
    return dominator;
  }

  private List<Layer> chain(Step begin, Step end, int depth) {
    if (depth > DEEPEST) {
      throw tangled("deeply nested branches", "at most " + DEEPEST + " levels");
    }
    List<Step> steps = new ArrayList<>();
    for (Step step = end; !step.equals(begin); step = dominator(step)) {
      if (!placed.add(step)) {
        throw tangled("branches that cross", "branches with one common start and one common end");
      }
      steps.add(step);
    }
    Collections.reverse(steps);
    List<Layer> layers = new ArrayList<>();
    for (Step step : steps) {
      Layer layer = step.layer();
      if (layer != null) {
        weights.addAll(step.weights());
        layers.add(layer);
      } else {
        layers.add(meeting(step, depth));
      }
    }
    return layers;
  }

  private Layer meeting(Step step, int depth) {
    Step begin = dominator(step);
    List<Branch> branches = new ArrayList<>();
    for (Step input : step.inputs()) {
      branches.add(new Branch(chain(begin, input, depth + 1)));
    }
    return switch (step.meeting()) {
      case SUM -> new Sum(branches);
      case PRODUCT -> new Product(branches);
      case CONCAT, NONE -> new Concatenation(branches);
    };
  }

  private DataException tangled(String given, String expected) {
    return Problem.at(file, "unsupported connections between layers")
        .given(given)
        .expected(expected)
        .fix("use a network of blocks, such as a residual or inception network");
  }
}
