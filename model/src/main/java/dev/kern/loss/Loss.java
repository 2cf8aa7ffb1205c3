package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.extension.Registry;
import dev.kern.graph.Node;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How far a network's outputs are from what is to be learned: the number that training makes
/// small.
///
/// | targets | loss                                            |
/// |---------|-------------------------------------------------|
/// | classes | [#crossEntropy], the default                    |
/// | values  | [#meanSquaredError]                             |
/// | labels  | [#binaryCrossEntropy]                           |
/// | heads   | [#heads], with a loss and a weight for each     |
///
/// One of your own is built of ops, so that its gradient follows by itself: a record, whose
/// components are then its settings in `run.json`, or [#custom].
///
/// ```java
/// record Huber(double width) implements Loss {
///   public String kind() { return "huber"; }
///   public Node build(Node outputs, Node targets) { ... }
/// }
/// ```
///
/// [#register] it before a run with it is read from its folder or resumed. In a module of your own
/// such a record is public and its package exported, or opened to `dev.kern.data`.
public interface Loss {
  /// The loss's word in JSON, such as `crossEntropy`.
  String kind();

  /// The loss of a batch, appended to the graph: a scalar, the mean over the images.
  ///
  /// @param outputs what the network says, `[N, width]`: logits, not probabilities
  /// @param targets what it is to say, `[N, width]`, a row per image as [Targets] describes it
  Node build(Node outputs, Node targets);

  /// The same for a loss that wants to know what its rows consist of.
  default Node build(Node outputs, Node targets, Targets what) {
    return build(outputs, targets);
  }

  /// The loss of a run, for one with settings that the training images decide: those of class
  /// weights that are to be balanced. A run's settings have it in the place of this one.
  ///
  /// @param sums gives the sum of the rows of the training images: how many images each class has
  default Loss over(Targets targets, Supplier<double[]> sums) {
    return this;
  }

  /// The kinds of targets that it is made for.
  default Set<Targets.Kind> takes() {
    return EnumSet.complementOf(EnumSet.of(Targets.Kind.HEADS));
  }

  /// Refuses targets that it doesn't support.
  ///
  /// Fails with `DataException` if it doesn't take them.
  default void expectFits(Targets targets) {
    if (!takes().contains(targets.kind())) {
      throw Problem.at("loss " + kind(), "this loss doesn't support these targets")
          .given("data with " + targets)
          .expected(
              takes().stream()
                  .map(Targets.Kind::word)
                  .sorted()
                  .collect(Collectors.joining(" or ", "data with ", "")))
          .fix("loss(" + Losses.advice(targets) + ")");
    }
  }

  /// `-sum over c of t[c] * log(softmax(x)[c])`, in nats, for one class per image.
  static CrossEntropy crossEntropy() {
    return new CrossEntropy(0, Optional.empty());
  }

  /// `-t * log(sigmoid(x)) - (1 - t) * log(1 - sigmoid(x))`, in nats, for any number of labels per
  /// image; the mean over labels and images.
  static Loss binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  /// `(x - t)²`, the mean over values and images.
  static Loss meanSquaredError() {
    return new MeanSquaredError();
  }

  /// A loss for each head of a network, added up.
  ///
  /// ```java
  /// Loss.heads().plus("letter", crossEntropy()).plus("angle", meanSquaredError(), 0.1)
  /// ```
  static HeadLosses heads() {
    return new HeadLosses(new LinkedHashMap<>());
  }

  /// A loss of your own, without settings.
  ///
  /// ```java
  /// Loss.custom("squared", (outputs, targets) -> {
  ///   Node error = Subtract.of(outputs, targets);
  ///   return ReduceMean.of(Multiply.of(error, error));
  /// })
  /// ```
  ///
  /// @param kind its word in JSON
  /// @param build the scalar for outputs and targets, see [#build(Node, Node)]
  static Loss custom(String kind, BinaryOperator<Node> build) {
    return new CustomLoss(kind, build);
  }

  /// The usual loss for targets: what they are trained by unless something else was said.
  static Loss usual(Targets targets) {
    return Losses.usual(targets);
  }

  /// Makes a loss known, so that files in which it stands can be read. Its word stands for it;
  /// where it is a record, its components are what files may leave out.
  ///
  /// Fails with [IllegalArgumentException] if its word is that of one of Kern's own losses or of
  /// another class, or if it is neither a record whose components can be read nor made by
  /// [#custom].
  static void register(Loss example) {
    Losses.REGISTRY.register(example);
  }

  /// The registered losses.
  static Registry<Loss> registry() {
    return Losses.REGISTRY;
  }

  /// The loss of a batch, appended to the graph and checked.
  ///
  /// Fails with `DataException` if the loss doesn't take such targets, with
  /// [IllegalArgumentException] if it builds something else than a scalar.
  static Node append(Loss loss, Node outputs, Node targets, Targets what) {
    loss.expectFits(what);
    Node built = loss.build(outputs, targets, what);
    if (built.shape().rank() != 0) {
      throw new IllegalArgumentException(
          """
          loss %s: it is no single number
            given     f32%s, from %s at '%s'
            expected  a scalar, the mean over the images
            fix       ReduceMean.of(...) as its last op\
          """
              .formatted(loss.kind(), built.shape(), built.op().symbol(), built.name()));
    }
    return built;
  }
}
