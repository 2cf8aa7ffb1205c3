package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.graph.Add;
import dev.kern.graph.Node;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Weighted losses by the heads' names.
///
/// @param heads the loss of each head, in the order of the heads
public record HeadLosses(Map<String, WeightedLoss> heads) implements Loss {
  /// Copies the map.
  public HeadLosses {
    heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
  }

  /// The same with another head's loss.
  public HeadLosses plus(String head, Loss loss) {
    return plus(head, loss, 1);
  }

  /// The same with another head's loss, multiplied by a weight.
  ///
  /// Fails with [IllegalArgumentException] if the weight is negative or not finite.
  public HeadLosses plus(String head, Loss loss, double weight) {
    Map<String, WeightedLoss> more = new LinkedHashMap<>(heads);
    more.put(head, new WeightedLoss(loss, weight));
    return new HeadLosses(more);
  }

  @Override
  public String kind() {
    return "heads";
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.HEADS);
  }

  @Override
  public void expectFits(Targets targets) {
    Loss.super.expectFits(targets);
    if (!targets.heads().keySet().equals(heads.keySet())) {
      throw Problem.at("loss heads", "each head needs one loss")
          .given("losses of " + heads.keySet())
          .expected("losses of " + targets.heads().keySet())
          .fix("loss(" + Losses.advice(targets) + ")");
    }
    targets.heads().forEach((name, head) -> of(name).loss().expectFits(head));
  }

  @Override
  public Loss over(Targets targets, Supplier<double[]> sums) {
    Map<String, WeightedLoss> settled = new LinkedHashMap<>();
    heads.forEach(
        (name, part) -> {
          Targets head = Objects.requireNonNull(targets.heads().get(name));
          int from = targets.from(name);
          Loss own =
              part.loss()
                  .over(head, () -> Arrays.copyOfRange(sums.get(), from, from + head.width()));
          settled.put(name, new WeightedLoss(own, part.weight()));
        });
    return new HeadLosses(settled);
  }

  private WeightedLoss of(String head) {
    return Objects.requireNonNull(heads.get(head));
  }

  /// `sum of side (cross-entropy in nats), place (squared error, times 4.0)`.
  @Override
  public String toString() {
    return heads.entrySet().stream()
        .map(head -> "%s (%s)".formatted(head.getKey(), head.getValue()))
        .collect(Collectors.joining(", ", "sum of ", ""));
  }

  @Override
  public Node build(Node outputs, Node targets) {
    throw new IllegalArgumentException(
        "a multi-head loss needs the targets; fix: call build(outputs, targets, what)");
  }

  @Override
  public Node build(Node outputs, Node targets, Targets what) {
    return what.heads().entrySet().stream()
        .map(
            head -> {
              int from = what.from(head.getKey());
              WeightedLoss part = of(head.getKey());
              Node x = Losses.columns(outputs, from, head.getValue().width());
              Node t = Losses.columns(targets, from, head.getValue().width());
              return Losses.scaled(Loss.append(part.loss(), x, t, head.getValue()), part.weight());
            })
        .reduce(Add::of)
        .orElseThrow();
  }
}
