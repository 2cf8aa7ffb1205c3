package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.math.Activation;
import java.util.List;

/// One stage of a network: plain values that say what will be built.
///
/// Its factories are meant to be imported statically; they bear the names that stand as `type` in
/// `network.json`, whose other keys are the components of the record.
///
/// A custom layer is a record that implements this interface, or a function without settings,
/// [#custom]. Files that hold it can be read where it is registered; see [CustomLayers].
///
/// ```java
/// record Twice(double factor) implements Layer {
///   public String kind() {
///     return "twice";
///   }
///
///   public Node build(Scope scope, Node x) {
///     return Scale.of(x, factor);
///   }
/// }
/// ```
public interface Layer {
  /// The layer's word in `network.json`, and with a number the name of its variables' scope.
  String kind();

  /// The layer's settings in words, such as `16 filters of 5 x 5, stride 2, same`; empty if it has
  /// none.
  default String settings() {
    return "";
  }

  /// Appends the layer's ops, applied to `x`, to the graph of `scope`.
  ///
  /// Fails with `ShapeException` if `x` has no shape that the layer takes.
  Node build(Scope scope, Node x);

  /// A custom layer that has no settings: `Layer.custom("twice", (scope, x) -> Add.of(x, x))`.
  ///
  /// Fails with [IllegalArgumentException] if `kind` is no name or that of one of Kern's own
  /// layers.
  static CustomLayer custom(String kind, CustomLayer.Body body) {
    return new CustomLayer(kind, body);
  }

  /// Layers that training leaves as they are.
  static Frozen frozen(Layer... layers) {
    return new Frozen(List.of(layers));
  }

  /// A convolution with `filters` filters of `size` by `size` pixels, stride 1, SAME padding.
  static Conv conv(int filters, int size) {
    return Conv.of(filters, size, size);
  }

  /// A convolution of each channel by itself with a filter of `size` by `size` pixels, stride 1,
  /// SAME padding.
  static Depthwise depthwise(int size) {
    return Depthwise.of(size, size);
  }

  /// A fully connected layer with `units` outputs.
  static Dense dense(int units) {
    return Dense.of(units);
  }

  /// The largest of `size` by `size` pixels, with as large a stride; SAME padding.
  static MaxPooling maxPool(int size) {
    return MaxPooling.of(size, size);
  }

  /// The mean of `size` by `size` pixels, with as large a stride; SAME padding.
  static AveragePooling averagePool(int size) {
    return AveragePooling.of(size, size);
  }

  /// The mean of each channel over the whole image.
  static GlobalAveragePooling globalAveragePool() {
    return new GlobalAveragePooling();
  }

  /// Images as rows of numbers.
  static Flatten flatten() {
    return new Flatten();
  }

  /// Half of the numbers set to zero at random while training; see [Dropout#keep(double)] and
  /// [Dropout#drop(double)] for other parts.
  static Dropout dropout() {
    return new Dropout(0.5);
  }

  /// Each channel normalised to mean 0 and variance 1, then scaled and shifted by learned numbers.
  static BatchNormalization batchNorm() {
    return BatchNormalization.standard();
  }

  /// The channels of each pixel normalised to mean 0 and variance 1, then scaled and shifted by
  /// learned numbers.
  static LayerNormalization layerNorm() {
    return LayerNormalization.standard();
  }

  /// Each number divided by a power of the mean square of `size` channels around it, with AlexNet's
  /// other numbers.
  static LocalResponseNormalization localResponse(int size) {
    return LocalResponseNormalization.of(size);
  }

  /// Each channel times a learned number, plus another.
  static Affine affine() {
    return new Affine();
  }

  /// A ReLU that leaks by a learned slope of each channel, 0.25 at first.
  static LeakyPerChannel prelu() {
    return new LeakyPerChannel(0.25);
  }

  /// A border of `pixels` zeros around each image.
  static ZeroPadding padding(int pixels) {
    return new ZeroPadding(pixels, pixels, pixels, pixels);
  }

  /// One of `rows` rows and one of `columns` columns: a stride of its own for each axis.
  static Subsampling subsample(int rows, int columns) {
    return new Subsampling(rows, columns);
  }

  /// Channels of `groups` groups taken in turn. Source: Zhang et al. 2017.
  static ChannelShuffle shuffle(int groups) {
    return new ChannelShuffle(groups);
  }

  /// The channels from `from` up to, and without, `to`, counted from 0.
  static ChannelRange channels(int from, int to) {
    return new ChannelRange(from, to);
  }

  /// The sum of the image and of what `layers` make of it. Source: He et al. 2015.
  static Sum residual(Layer... layers) {
    return add(branch(), branch(layers));
  }

  /// The sum of what several branches make of the same image.
  static Sum add(Branch... branches) {
    return new Sum(List.of(branches));
  }

  /// The image times what `layers` make of it, such as a number per channel: `gate(
  /// globalAveragePool(), dense(8), relu(), dense(32), sigmoid())` is a squeeze-and-excitation
  /// block behind 32 channels. Source: Hu et al. 2017.
  static Product gate(Layer... layers) {
    return multiply(branch(), branch(layers));
  }

  /// The product of what several branches make of the same image; one of them may give a number per
  /// channel.
  static Product multiply(Branch... branches) {
    return new Product(List.of(branches));
  }

  /// What several branches make of the same image, side by side as channels. Source: Szegedy et al.
  /// 2014.
  static Concatenation concat(Branch... branches) {
    return new Concatenation(List.of(branches));
  }

  /// A branch of [#add] or [#concat]: layers one after the other; none of them passes the image on
  /// as it is.
  static Branch branch(Layer... layers) {
    return new Branch(List.of(layers));
  }

  /// The end of a network that says several things at once, each by a head of its own.
  ///
  /// ```java
  /// Network.of(conv(16, 5), relu(), flatten(),
  ///     heads(head("letter", dense(10)), head("font", dense(3))))
  /// ```
  static Heads heads(Head... heads) {
    return new Heads(List.of(heads));
  }

  /// One of several outputs of a network; see [#heads].
  static Head head(String name, Layer... layers) {
    return new Head(name, List.of(layers));
  }

  /// An activation function.
  static Nonlinearity activation(Activation function) {
    return new Nonlinearity(function);
  }

  /// `max(x, 0)`
  static Nonlinearity relu() {
    return activation(Activation.RELU);
  }

  /// `min(max(x, 0), 6)`
  static Nonlinearity relu6() {
    return activation(Activation.RELU6);
  }

  /// `x` where it is positive, else a hundredth of it.
  static Nonlinearity leakyRelu() {
    return activation(Activation.LEAKY_RELU);
  }

  /// `x` where it is positive, else `exp(x) - 1`.
  static Nonlinearity elu() {
    return activation(Activation.ELU);
  }

  /// [#elu()] with two constants that keep mean 0 and variance 1.
  static Nonlinearity selu() {
    return activation(Activation.SELU);
  }

  /// `1 / (1 + exp(-x))`
  static Nonlinearity sigmoid() {
    return activation(Activation.SIGMOID);
  }

  /// `min(max(x + 3, 0), 6) / 6`
  static Nonlinearity hardSigmoid() {
    return activation(Activation.HARD_SIGMOID);
  }

  /// The hyperbolic tangent.
  static Nonlinearity tanh() {
    return activation(Activation.TANH);
  }

  /// `x / (1 + exp(-x))`, also called swish.
  static Nonlinearity silu() {
    return activation(Activation.SILU);
  }

  /// `x min(max(x + 3, 0), 6) / 6`
  static Nonlinearity hardSwish() {
    return activation(Activation.HARD_SWISH);
  }

  /// The Gaussian error linear unit, in the approximation by tanh.
  static Nonlinearity gelu() {
    return activation(Activation.GELU);
  }

  /// The Gaussian error linear unit without approximation.
  static Nonlinearity exactGelu() {
    return activation(Activation.EXACT_GELU);
  }
}
