package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.extension.Registry;
import dev.kern.graph.Crop;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The losses that files may name, and what losses share.
final class Losses {
  static final Registry<Loss> REGISTRY =
      new Registry<>(
          "loss",
          "Loss",
          Set.of("crossEntropy", "binaryCrossEntropy", "meanSquaredError", "heads"),
          Loss::kind,
          loss -> loss instanceof CustomLoss made ? made.function().getClass() : loss.getClass());

  private Losses() {}

  static Loss usual(Targets targets) {
    return switch (targets.kind()) {
      case CLASS -> Loss.crossEntropy();
      case VALUES -> Loss.meanSquaredError();
      case LABELS -> Loss.binaryCrossEntropy();
      case HEADS -> {
        HeadLosses losses = Loss.heads();
        for (Map.Entry<String, Targets> head : targets.heads().entrySet()) {
          losses = losses.plus(head.getKey(), usual(head.getValue()));
        }
        yield losses;
      }
    };
  }

  /// The usual loss for targets, as Java says it.
  static String advice(Targets targets) {
    return targets.kind() != Targets.Kind.HEADS
        ? "Loss." + usual(targets).kind() + "()"
        : targets.heads().entrySet().stream()
            .map(head -> ".plus(\"%s\", %s)".formatted(head.getKey(), advice(head.getValue())))
            .collect(Collectors.joining("", "Loss.heads()", ""));
  }

  /// Some columns of rows.
  static Node columns(Node rows, int from, int count) {
    int after = rows.shape().last() - from - count;
    return from == 0 && after == 0 ? rows : Crop.of(rows, List.of(0, from), List.of(0, after));
  }

  /// A loss times its weight; the loss itself for 1.
  static Node scaled(Node loss, double weight) {
    return weight == 1 ? loss : Scale.of(loss, weight);
  }
}
