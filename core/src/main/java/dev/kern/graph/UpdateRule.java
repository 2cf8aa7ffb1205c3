package dev.kern.graph;

import dev.kern.math.Bounds;
import dev.kern.math.CustomName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// How an optimiser moves a variable along its gradient `g` at learning rate `r`.
///
/// Weight decay is decoupled: `w -= r * weightDecay * w` in addition to the rule's own step. Unless
/// [Minimize] says otherwise, it applies to variables of rank 2 and more, that is, to weights but
/// not to biases. Source: Loshchilov and Hutter 2017.
public sealed interface UpdateRule {
  /// How many numbers of state the rule keeps per weight.
  int slots();

  /// The fraction of a weight that is subtracted per step and unit of learning rate.
  double weightDecay();

  /// A copy with another weight decay.
  UpdateRule weightDecay(double part);

  /// The rule that a variable of this shape follows, if it isn't the same for all.
  default UpdateRule of(Shape shape) {
    return this;
  }

  /// `w -= r * g`
  ///
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Sgd(double weightDecay) implements UpdateRule {
    /// Fails with [IllegalArgumentException] if the weight decay is below 0.
    public Sgd {
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 0;
    }

    @Override
    public Sgd weightDecay(double part) {
      return new Sgd(part);
    }
  }

  /// `v = momentum * v + g`, then `w -= r * v`, or Nesterov's `w -= r * (g + momentum * v)`, both
  /// as in TensorFlow.
  ///
  /// @param momentum the fraction of the velocity kept per step, in `[0, 1)`
  /// @param nesterov whether to use Nesterov's variant
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Momentum(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Momentum {
      Bounds.fraction(momentum, "momentum");
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public Momentum weightDecay(double part) {
      return new Momentum(momentum, nesterov, part);
    }
  }

  /// Steps scaled by running means of the gradient and of its square: `m = b1 m + (1-b1) g`, `v =
  /// b2 v + (1-b2) g²`, `w -= r * (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + epsilon)`. Source: Kingma
  /// and Ba 2014.
  ///
  /// @param beta1 the decay rate of the mean gradient, in `[0, 1)`
  /// @param beta2 the decay rate of the mean square, in `[0, 1)`
  /// @param epsilon added to the root to avoid division by 0
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Adam {
      Bounds.fraction(beta1, "beta1");
      Bounds.fraction(beta2, "beta2");
      Bounds.positive(epsilon, "epsilon");
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public Adam weightDecay(double part) {
      return new Adam(beta1, beta2, epsilon, part);
    }
  }

  /// Steps whose singular values are all about 1, for weights; variables of rank 1 move by
  /// Nesterov's momentum at the same rate.
  ///
  /// `v = momentum * v + g`
  ///
  /// `w -= r * sqrt(max(1, F / K)) * O`
  ///
  /// `O` is the orthogonal matrix nearest to Nesterov's `g + momentum * v`, as a matrix of `K`
  /// inputs and `F` outputs; it comes from Newton and Schulz's iterations, see [NewtonSchulz].
  /// Source: Jordan 2024, "Muon".
  ///
  /// @param momentum the fraction of the velocity kept per step, in `[0, 1)`
  /// @param iterations how often the matrix is improved; 5 is usual
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Muon(double momentum, int iterations, double weightDecay) implements UpdateRule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Muon {
      Bounds.fraction(momentum, "momentum");
      Bounds.atLeastOne(iterations, "iterations");
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public Muon weightDecay(double part) {
      return new Muon(momentum, iterations, part);
    }

    @Override
    public UpdateRule of(Shape shape) {
      return shape.rank() > 1
          ? new Custom("muon", 1, weightDecay, this::step)
          : new Momentum(momentum, true, weightDecay);
    }

    private UpdateStep.Moved step(UpdateStep step) {
      Node gradient = step.gradient();
      Node velocity = Add.of(Scale.of(step.slot(0), momentum), gradient);
      Node direction = Add.of(gradient, Scale.of(velocity, momentum));
      Shape shape = gradient.shape();
      Node matrix = Reshape.of(direction, Shape.of(shape.rows(), shape.last()));
      Node orthogonal = Reshape.of(NewtonSchulz.of(matrix, iterations), shape);
      double scale = Math.sqrt(Math.max(1, (double) shape.last() / shape.rows()));
      return step.moved(step.descend(Scale.of(orthogonal, scale)), velocity);
    }
  }

  /// A custom rule, written in ops; see [UpdateRule#custom].
  ///
  /// @param name its name in messages and files
  /// @param slots how many numbers it keeps per weight
  /// @param weightDecay see [UpdateRule#weightDecay()]
  /// @param function computes a step
  record Custom(
      String name, int slots, double weightDecay, Function<UpdateStep, UpdateStep.Moved> function)
      implements UpdateRule {
    /// Fails with [IllegalArgumentException] if the name is blank or a number is below 0.
    public Custom {
      CustomName.expect(name, "update rule", "lion");
      if (slots < 0) {
        throw new IllegalArgumentException(
            "update rule '%s' takes 0 or more slots, given %d".formatted(name, slots));
      }
      checkDecay(weightDecay);
    }

    @Override
    public Custom weightDecay(double part) {
      return new Custom(name, slots, part, function);
    }

    /// Appends the ops of a step to the graph of `variable`.
    ///
    /// Fails with [IllegalArgumentException] if the function returns a different number of slots
    /// than the rule keeps, with [ShapeException] if a shape isn't the variable's.
    ///
    /// @return a node that does the step when it is fetched
    public Node expand(Node variable, Node gradient, Node rate) {
      UpdateStep.Moved moved = function.apply(new UpdateStep(this, variable, gradient, rate));
      if (moved.slots().size() != slots) {
        throw new IllegalArgumentException(
            "update rule '%s' at '%s' gives %d new slots, expected %d; fix: step.moved(weight, ...) with as many nodes as the rule has slots"
                .formatted(name, variable.name(), moved.slots().size(), slots));
      }
      Node weight = moved.weight();
      if (weightDecay > 0) {
        weight = Subtract.of(weight, ScaleBy.of(variable, Scale.of(rate, weightDecay)));
      }
      List<Node> assignments = new ArrayList<>(List.of(Assign.of(variable, weight)));
      for (int i = 0; i < slots; i++) {
        assignments.add(Assign.of(OptimizerSlot.of(variable, i), moved.slots().get(i)));
      }
      return Group.of(assignments);
    }

    /// The text in graph listings.
    @Override
    public String toString() {
      return "Custom[name=%s, slots=%d, weightDecay=%s]".formatted(name, slots, weightDecay);
    }
  }

  /// A custom rule. `function` receives the weight, gradient, rate and slots of one variable as
  /// nodes and returns the new weight and slots, also as nodes; it is called once per variable,
  /// when a plan is compiled. Momentum, for example:
  ///
  /// ```java
  /// UpdateRule.custom("heavyBall", 1, step -> {
  ///   Node velocity = Add.of(Scale.of(step.slot(0), 0.9), step.gradient());
  ///   return step.moved(step.descend(velocity), velocity);
  /// });
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if the name is blank or `slots` is below 0.
  static Custom custom(String name, int slots, Function<UpdateStep, UpdateStep.Moved> function) {
    return custom(name, slots, 0, function);
  }

  /// A custom rule with decoupled weight decay, which is applied in addition to what `function`
  /// returns.
  ///
  /// Fails with [IllegalArgumentException] if the name is blank or a number is below 0.
  static Custom custom(
      String name, int slots, double weightDecay, Function<UpdateStep, UpdateStep.Moved> function) {
    return new Custom(name, slots, weightDecay, function);
  }

  /// Stochastic gradient descent.
  static UpdateRule sgd() {
    return new Sgd(0);
  }

  /// Gradient descent with momentum.
  static UpdateRule momentum(double momentum) {
    return new Momentum(momentum, false, 0);
  }

  /// Gradient descent with Nesterov's momentum.
  static UpdateRule nesterov(double momentum) {
    return new Momentum(momentum, true, 0);
  }

  /// Adam with the paper's constants 0.9, 0.999 and 1e-8.
  static UpdateRule adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /// Adam with decoupled weight decay.
  static UpdateRule adamW(double weightDecay) {
    return adam().weightDecay(weightDecay);
  }

  /// Muon with five iterations.
  static UpdateRule muon(double momentum) {
    return new Muon(momentum, 5, 0);
  }

  private static void checkDecay(double given) {
    if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight decay must be at least 0, given %s; 0.0001 is typical".formatted(given));
    }
  }
}
