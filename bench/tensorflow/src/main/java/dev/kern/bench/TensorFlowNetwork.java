package dev.kern.bench;

import static dev.kern.bench.Topology.CLASSES;
import static dev.kern.bench.Topology.FILTER;
import static dev.kern.bench.Topology.SIDE;
import static dev.kern.bench.Topology.UNITS;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/// A network as a graph of TensorFlow, images channels last, with its symbolic gradients.
final class TensorFlowNetwork {
  private static final List<Long> TWOS = List.of(1L, 2L, 2L, 1L);

  private final Graph graph;
  private final Ops tf;
  private final Topology topology;
  private final String padding;
  private final Placeholder<TFloat32> images;
  private final Placeholder<TFloat32> labels;
  private final List<Operand<? extends TType>> handles = new ArrayList<>();
  private final List<Operand<TFloat32>> weights = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();
  private final Operand<TFloat32> logits;
  private final Op step;

  private TensorFlowNetwork(Graph graph, Topology t) {
    this.graph = graph;
    tf = Ops.create(graph);
    topology = t;
    padding = t.same() ? "SAME" : "VALID";
    images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, 1)));
    labels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, CLASSES)));
    layer(t.filters(), FILTER, FILTER, 1, t.filters());
    layer(t.filters(), FILTER, FILTER, t.filters(), t.filters());
    int width = t.flat();
    for (int k = 0; k < t.hidden(); k++) {
      layer(UNITS, width, UNITS);
      width = UNITS;
    }
    layer(CLASSES, width, CLASSES);
    logits = logits(false);
    step = descent(t.drop() > 0 ? logits(true) : logits);
  }

  static TensorFlowNetwork of(Graph graph, Topology topology) {
    return new TensorFlowNetwork(graph, topology);
  }

  Placeholder<TFloat32> images() {
    return images;
  }

  Placeholder<TFloat32> labels() {
    return labels;
  }

  Operand<TFloat32> logits() {
    return logits;
  }

  /// Moves the weights.
  Op step() {
    return step;
  }

  /// Gives the weights their first values.
  void initialize(Session session) {
    for (Op initializer : initializers) {
      session.runner().addTarget(initializer).run().close();
    }
  }

  private void layer(long units, long... weight) {
    Operand<TFloat32> noise = tf.random.truncatedNormal(tf.constant(weight), TFloat32.class);
    variable(tf.math.mul(noise, tf.constant(0.1f)), Shape.of(weight));
    variable(tf.fill(tf.constant(new long[] {units}), tf.constant(1f)), Shape.of(units));
  }

  private void variable(Operand<TFloat32> first, Shape shape) {
    String name = "variable" + handles.size();
    Operand<? extends TType> handle =
        tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    handles.add(handle);
    initializers.add(tf.assignVariableOp(handle, first));
    weights.add(tf.readVariableOp(handle, TFloat32.class));
  }

  private Operand<TFloat32> logits(boolean training) {
    Operand<TFloat32> h = block(block(images, 0), 2);
    h = tf.reshape(h, tf.constant(new int[] {-1, topology.flat()}));
    int layer = 4;
    for (int k = 0; k < topology.hidden(); k++, layer += 2) {
      h = tf.nn.relu(dense(h, layer));
      h = training ? dropout(h) : h;
    }
    return dense(h, layer);
  }

  private Operand<TFloat32> block(Operand<TFloat32> x, int layer) {
    List<Long> strides = List.of(1L, (long) topology.stride(), (long) topology.stride(), 1L);
    Operand<TFloat32> sums = tf.nn.conv2d(x, weights.get(layer), strides, padding);
    Operand<TFloat32> y = tf.nn.relu(tf.nn.biasAdd(sums, weights.get(layer + 1)));
    return switch (topology.pool()) {
      case NONE -> y;
      case MAX -> maxPool(y, layer);
      case AVERAGE -> tf.nn.avgPool(y, TWOS, TWOS, padding);
    };
  }

  /// By the first version of the op, which has a faster kernel than the second, the one that the
  /// Java interface makes.
  private Operand<TFloat32> maxPool(Operand<TFloat32> y, int layer) {
    return graph
        .opBuilder(
            "MaxPool", "MaxPool" + layer + "_" + graph.toGraphDef().getNodeCount(), tf.scope())
        .addInput(y.asOutput())
        .setAttr("ksize", new long[] {1, 2, 2, 1})
        .setAttr("strides", new long[] {1, 2, 2, 1})
        .setAttr("padding", padding)
        .build()
        .output(0);
  }

  private Operand<TFloat32> dense(Operand<TFloat32> x, int layer) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, weights.get(layer)), weights.get(layer + 1));
  }

  private Operand<TFloat32> dropout(Operand<TFloat32> x) {
    float keep = (float) (1 - topology.drop());
    Operand<TFloat32> noise = tf.random.randomUniform(tf.shape(x), TFloat32.class);
    Operand<TFloat32> kept = tf.dtypes.cast(tf.math.less(noise, tf.constant(keep)), TFloat32.class);
    return tf.math.mul(tf.math.mul(x, tf.constant(1 / keep)), kept);
  }

  private Op descent(Operand<TFloat32> trained) {
    Operand<TFloat32> losses = tf.nn.softmaxCrossEntropyWithLogits(trained, labels).loss();
    Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
    Output<?>[] variables = weights.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), variables);
    Operand<TFloat32> rate = tf.constant((float) Topology.RATE);
    List<Op> moves = new ArrayList<>();
    for (int k = 0; k < gradients.length; k++) {
      @SuppressWarnings("unchecked") // the gradient of floats by floats
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[k];
      moves.add(tf.train.resourceApplyGradientDescent(handles.get(k), rate, gradient));
    }
    return tf.withControlDependencies(moves).noOp();
  }
}
