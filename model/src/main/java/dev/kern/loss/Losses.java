package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.graph.Crop;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// The losses that files may name, and what losses share.
final class Losses {
  private static final List<Loss> OWN =
      List.of(
          Loss.crossEntropy(), Loss.binaryCrossEntropy(), Loss.meanSquaredError(), Loss.heads());
  private static final Map<String, Loss> OTHERS = new ConcurrentSkipListMap<>();

  private Losses() {}

  static void register(Loss example) {
    if (OWN.stream().anyMatch(own -> own.kind().equals(example.kind()))) {
      throw new IllegalArgumentException(
          "Kern has a loss '%s' of its own; give yours another word".formatted(example.kind()));
    }
    OTHERS.put(example.kind(), example);
  }

  static List<Loss> known() {
    List<Loss> all = new ArrayList<>(OWN);
    all.addAll(OTHERS.values());
    return all;
  }

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
