package dev.kern.layer;

import static dev.kern.layer.Layer.add;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  private static void buildNormalized(int batch, boolean training, Layer... layers) {
    Graph graph = new Graph();
    Network.of(layers)
        .build(graph, graph.placeholder("images", Shape.of(batch, 4, 4, 1)), training);
  }

  /// Its mean would be all that is left of a single value.
  @Test
  void refusesToNormalizeOneValuePerChannelInTraining() {
    Layer[] rows = {flatten(), dense(3), Layer.batchNorm(), dense(2)};
    Layer[] pixel = {
      Layer.conv(3, 4).valid(), Layer.frozen(Layer.batchNorm()), Layer.batchNorm(), flatten()
    };
    assertThatThrownBy(() -> buildNormalized(1, true, rows))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("at 'batchNorm1'")
        .hasMessageContaining("batchNorm needs more than one value per channel in training")
        .hasMessageContaining("--batch 16");
    assertThatThrownBy(() -> buildNormalized(1, true, pixel))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("at 'batchNorm2'");
    buildNormalized(1, false, rows);
    buildNormalized(1, false, pixel);
    buildNormalized(2, true, rows);
    buildNormalized(1, true, Layer.batchNorm(), flatten());
  }

  private static final Network STRIDED =
      Network.of(
              conv(16, 5).stride(2),
              relu(),
              conv(16, 5).stride(2),
              relu(),
              flatten(),
              dense(64),
              relu(),
              dense(10))
          .named("strided");

  private static Node build(Network network) {
    Graph graph = new Graph();
    return network.build(graph, graph.placeholder("images", Shape.of(16, 28, 28, 1)), true);
  }

  private static void refuses(Network network, String message) {
    assertThatThrownBy(() -> build(network))
        .isInstanceOf(ShapeException.class)
        .hasMessage(message.strip());
  }

  @Test
  void namesVariablesByLayer() {
    assertThat(build(STRIDED).graph().variables())
        .map(n -> n.name() + " " + n.shape())
        .containsExactly(
            "conv1/weights [5, 5, 1, 16]",
            "conv1/biases [16]",
            "conv2/weights [5, 5, 16, 16]",
            "conv2/biases [16]",
            "dense1/weights [784, 64]",
            "dense1/biases [64]",
            "dense2/weights [64, 10]",
            "dense2/biases [10]");
  }

  @Test
  void summarisesShapesParametersAndMultiplyAdds() {
    assertThat(STRIDED.summary(28, 28, 1).toString())
        .isEqualTo(
            """
            strided
            layer                                          result        parameters  multiply-adds
            images                                         [28, 28, 1]
            conv1     16 filters of 5 x 5, stride 2, same  [14, 14, 16]         416         78,400
            relu1                                          [14, 14, 16]           0              0
            conv2     16 filters of 5 x 5, stride 2, same  [7, 7, 16]         6,416        313,600
            relu2                                          [7, 7, 16]             0              0
            flatten1                                       [784]                  0              0
            dense1    64 units                             [64]              50,240         50,176
            relu3                                          [64]                   0              0
            dense2    10 units                             [10]                 650            640
            sum                                                              57,722        442,816
            """);
  }

  @Test
  void refusesDenseOnImages() {
    refuses(
        Network.of(conv(16, 5), dense(10)),
        """
        matmul at 'dense1': dense needs rows [N, K], given images
          left  f32[16, 28, 28, 16]  from add_bias at 'conv1/add_bias'
          fix   put flatten() or globalAveragePool() before it
        """);
  }

  @Test
  void refusesConvolutionOfRows() {
    refuses(
        Network.of(flatten(), conv(16, 5), dense(10)),
        """
        conv2d at 'conv1': conv needs images [N, H, W, C], given rows [N, K]
          image  f32[16, 784]  from reshape at 'flatten1/reshape'
          fix    put conv before flatten(), dense(...) and globalAveragePool()
        """);
  }

  @Test
  void refusesChannelsThatDoNotPartIntoGroups() {
    refuses(
        Network.of(conv(8, 5), conv(6, 3).groups(3), flatten(), dense(10)),
        """
        conv2d at 'conv2': 8 channels can't be divided into 3 groups
          image  f32[16, 28, 28, 8]  from add_bias at 'conv1/add_bias'
          fix    change the groups, or use a multiple of 3 filters in the layer before
        """);
  }

  @Test
  void refusesAWindowLargerThanTheImage() {
    refuses(
        Network.of(conv(8, 5).valid(), maxPool(25).valid(), flatten(), dense(10)),
        """
        max_pool at 'maxPool1/max_pool': a window of 25 x 25 doesn't fit into images of 24 x 24
          image  f32[16, 24, 24, 8]  from add_bias at 'conv1/add_bias'
          fix    use a smaller window, SAME padding, or larger images
        """);
  }

  @Test
  void refusesToEndInImages() {
    refuses(
        Network.of(conv(10, 5).stride(4), relu()),
        """
        relu at 'relu1/relu': a network must end in a row of logits per image, this one ends in [16, 7, 7, 10]
          x     f32[16, 7, 7, 10]  from add_bias at 'conv1/add_bias'
          fix   use flatten() and dense(classes) as the last layers
        """);
  }

  @Test
  void refusesBranchesThatDoNotAddUp() {
    refuses(
        Network.of(add(branch(), branch(conv(3, 3).stride(2))), flatten(), dense(10)),
        """
        add at 'add1': the branches have different output shapes
          left   f32[16, 28, 28, 1]  placeholder 'images'
          right  f32[16, 14, 14, 3]  from add_bias at 'add1/branch2/conv1/add_bias'
          fix    use conv(filters, 1) with the other's filters and stride in the shorter branch
        """);
  }

  @Test
  void refusesBranchesOfDifferentSizeSideBySide() {
    refuses(
        Network.of(concat(branch(), branch(maxPool(2))), flatten(), dense(10)),
        """
        concat at 'concat1/concat': input 1 and input 0 differ in more than the last axis
          input 0  f32[16, 28, 28, 1]  placeholder 'images'
          input 1  f32[16, 14, 14, 1]  from max_pool at 'concat1/branch2/maxPool1/max_pool'
          fix      use input 1 of [16, 28, 28, 1]
        """);
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> conv(0, 5)).hasMessage("conv needs 1 or more filters, given 0");
    assertThatThrownBy(() -> conv(4, 5).stride(-1))
        .hasMessage("conv needs a stride of 1 to 8192 pixels, given -1");
    assertThatThrownBy(() -> conv(4, 5).groups(3))
        .hasMessage("conv needs a multiple of 3 filters for 3 groups, given 4");
    assertThatThrownBy(() -> Layer.depthwise(3).multiplier(0))
        .hasMessage("depthwise needs 1 or more filters per channel, given 0");
    assertThatThrownBy(() -> maxPool(0))
        .hasMessage("maxPool needs a height of 1 to 8192 pixels, given 0");
    assertThatThrownBy(() -> dense(0)).hasMessage("dense needs 1 or more units, given 0");
    assertThatThrownBy(() -> dropout().drop(1))
        .hasMessage("dropout needs a keep probability above 0 and at most 1, given 0.0");
    assertThatThrownBy(() -> Layer.batchNorm().decay(1))
        .hasMessage("batchNorm needs a decay of at least 0 and less than 1, given 1.0");
    assertThatThrownBy(() -> add(branch())).hasMessage("add needs 2 or more branches, given 1");
    assertThatThrownBy(() -> conv(4, 3).dilation(8193))
        .hasMessage("conv needs a dilation of 1 to 8192 pixels, given 8193");
    assertThatThrownBy(() -> conv(4, 3).dilation(4096))
        .hasMessage(
            "conv needs filters that reach over 1 to 8192 pixels with their dilation, given 8193");
    assertThatThrownBy(() -> Layer.padding(Integer.MAX_VALUE))
        .hasMessage("padding needs a border at the top of 0 to 8192 pixels, given 2147483647");
  }

  @Test
  void refusesMoreLayersThanAnyNetworkHas() {
    assertThatThrownBy(Network::of).hasMessage("a network has 1 to 10,000 layers, given 0");
    Layer[] many = Collections.nCopies(4_999, relu()).toArray(Layer[]::new);
    Network most = Network.of(residual(many), Layer.frozen(many), relu());
    assertThat(most.layers()).hasSize(3);
    assertThatThrownBy(() -> most.then(relu()))
        .hasMessage("a network has 1 to 10,000 layers, given 10,001");
  }
}
