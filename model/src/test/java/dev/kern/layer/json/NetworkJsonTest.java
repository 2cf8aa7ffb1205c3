package dev.kern.layer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Initializer;
import dev.kern.layer.Layer;
import dev.kern.layer.LayerCases;
import dev.kern.layer.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Networks as JSON, and what is said about wrong ones.
final class NetworkJsonTest {
  static List<LayerCases.Case> cases() {
    return LayerCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWhatItWrote(LayerCases.Case test) {
    Network network = Network.of(test.layer());
    assertThat(LayerJson.MAPPER.parse("text", LayerJson.MAPPER.text(network), Network.class))
        .isEqualTo(network);
    assertThat(LayerJson.MAPPER.parse("line", LayerJson.MAPPER.line(network), Network.class))
        .isEqualTo(network);
  }

  @Test
  void writesEverySetting() {
    Network network =
        Network.of(
            Layer.conv(16, 5).stride(2).weights(Initializer.truncatedNormal(0.1)),
            Layer.relu(),
            Layer.residual(Layer.batchNorm(), Layer.leakyRelu()),
            Layer.maxPool(2),
            Layer.dropout());
    assertThat(LayerJson.MAPPER.text(network))
        .isEqualTo(
            """
            {
              "name": "network",
              "layers": [
                {
                  "type": "conv",
                  "filters": 16,
                  "size": 5,
                  "stride": 2,
                  "padding": "same",
                  "dilation": 1,
                  "groups": 1,
                  "biased": true,
                  "weights": {"type": "truncatedNormal", "deviation": 0.1},
                  "biases": {"type": "constant", "value": 0.0}
                },
                {"type": "relu"},
                {
                  "type": "add",
                  "branches": [
                    [],
                    [{"type": "batchNorm", "decay": 0.9, "epsilon": 1.0E-5}, {"type": "leakyRelu"}]
                  ]
                },
                {"type": "maxPool", "size": 2, "stride": 2, "padding": "same"},
                {"type": "dropout", "keep": 0.5}
              ]
            }
            """);
  }

  @Test
  void fillsInWhatIsUsual() {
    String json =
        """
        {"name": "mine", "layers": [
          {"type": "conv", "filters": 8, "height": 1, "width": 7}, "relu",
          {"type": "conv", "filters": 8, "size": 3, "stride": 2, "padding": "valid"},
          "globalAveragePool",
          {"type": "dense", "units": 10, "weights": "glorotUniform"}]}
        """;
    assertThat(LayerJson.MAPPER.parse("text", json, Network.class))
        .isEqualTo(
            Network.of(
                    dev.kern.layer.Conv.of(8, 1, 7),
                    Layer.relu(),
                    Layer.conv(8, 3).stride(2).valid(),
                    Layer.globalAveragePool(),
                    Layer.dense(10).weights(Initializer.glorotUniform()))
                .named("mine"));
  }

  private static void refuses(String json, String message) {
    assertThatThrownBy(() -> LayerJson.MAPPER.parse("net.json", json, Network.class))
        .isInstanceOf(DataException.class)
        .hasMessage(message.strip());
  }

  private static void refusesLayer(String layer, String message) {
    refuses("{\"name\": \"mine\", \"layers\": [\"flatten\", " + layer + "]}", message);
  }

  @Test
  void refusesAnUnknownLayer() {
    refusesLayer(
        "{\"type\": \"dens\", \"units\": 10}",
        """
        net.json, layers[1]: unknown layer
          given     'dens'
          expected  one of conv, depthwise, dense, maxPool, averagePool, globalAveragePool, flatten, dropout, \
        batchNorm, layerNorm, localResponse, affine, prelu, padding, border, subsample, shuffle, channels, add, \
        multiply, concat, heads, frozen, identity, relu, relu6, leakyRelu, elu, selu, sigmoid, hardSigmoid, tanh, \
        silu, hardSwish, gelu, exactGelu
          fix       did you mean 'dense'?
        """);
  }

  @Test
  void refusesAnUnknownKey() {
    refusesLayer(
        "{\"type\": \"dense\", \"unit\": 10}",
        """
        net.json, layers[1]: unknown key
          given     'unit'
          expected  one of the keys type, units, biased, weights, biases
          fix       did you mean 'units'?
        """);
    refuses(
        "{\"name\": \"mine\", \"layer\": []}",
        """
        net.json: unknown key
          given     'layer'
          expected  one of the keys name, layers
          fix       did you mean 'layers'?
        """);
    refusesLayer(
        "{\"type\": \"relu\", \"threshold\": 1}",
        """
        net.json, layers[1]: unknown key
          given     'threshold'
          expected  one of the keys type
          fix       remove it, or check its spelling
        """);
  }

  @Test
  void refusesAMissingKey() {
    refusesLayer(
        "{\"type\": \"conv\", \"filters\": 16}",
        """
        net.json, layers[1]: missing key 'size'
          fix       add "size": ...
        """);
    refusesLayer(
        "{\"type\": \"conv\", \"stride\": 2}",
        """
        net.json, layers[1]: missing keys 'filters', 'size'
          fix       add "filters": ..., "size": ...
        """);
    refusesLayer(
        "{\"type\": \"maxPool\", \"width\": 2}",
        """
        net.json, layers[1]: missing key 'height'
          fix       add "height": ...
        """);
    refusesLayer(
        "{\"type\": \"dense\", \"units\": 16, \"weights\": \"truncatedNormal\"}",
        """
        net.json, layers[1].weights: missing key 'deviation'
          fix       add "deviation": ...
        """);
    refusesLayer(
        "{\"units\": 3}",
        """
        net.json, layers[1]: the type of this layer is missing
          given     '{"units":3}'
          expected  one of conv, depthwise, dense, maxPool, averagePool, globalAveragePool, flatten, dropout, \
        batchNorm, layerNorm, localResponse, affine, prelu, padding, border, subsample, shuffle, channels, add, \
        multiply, concat, heads, frozen, identity, relu, relu6, leakyRelu, elu, selu, sigmoid, hardSigmoid, tanh, \
        silu, hardSwish, gelu, exactGelu
          fix       add "type": "..."
        """);
  }

  @Test
  void refusesAValueOfAnotherType() {
    refusesLayer(
        "{\"type\": \"dense\", \"units\": \"10\"}",
        """
        net.json, layers[1].units: invalid value
          given     '"10"'
          expected  a whole number up to 2147483647
          fix       use another value
        """);
    refusesLayer(
        "{\"type\": \"dense\", \"units\": 10.5}",
        """
        net.json, layers[1].units: invalid value
          given     '10.5'
          expected  a whole number up to 2147483647
          fix       use another value
        """);
    refusesLayer(
        "{\"type\": \"maxPool\", \"size\": 2, \"stride\": 2, \"padding\": \"full\"}",
        """
        net.json, layers[1].padding: invalid value
          given     '"full"'
          expected  one of same, valid
          fix       use another value
        """);
    refusesLayer(
        "null",
        """
        net.json, layers[1]: a layer is missing
          given     null
          fix       remove it
        """);
  }

  @Test
  void refusesAValueOutOfRangeInsideOfABranch() {
    refusesLayer(
        "{\"type\": \"add\", \"branches\": [[], [\"relu\", {\"type\": \"dense\", \"units\": 0}]]}",
        """
        net.json, layers[1].branches[1][1]: dense needs 1 or more units, given 0
          fix       use another value
        """);
  }

  @Test
  void refusesBothSizeAndHeight() {
    refusesLayer(
        "{\"type\": \"conv\", \"filters\": 8, \"size\": 3, \"height\": 3}",
        """
        net.json, layers[1]: size already sets height and width
          given     size and height
          fix       remove size, or height and width
        """);
  }

  @Test
  void refusesWhatIsNoJson() {
    refuses(
        "{\"name\": \"mine\",\n \"layers\": [\"relu\"",
        """
        net.json, line 2, column 19: not valid JSON
          given     'Unexpected end-of-input: expected close marker for Array'
          fix       correct the text at or just before this position
        """);
    refuses(
        "{\"name\": \"mine\", \"name\": \"yours\"}",
        """
        net.json, line 1, column 24: not valid JSON
          given     'Duplicate Object property "name"'
          fix       correct the text at or just before this position
        """);
    refuses(
        "",
        """
        net.json: no content
          expected  JSON
          fix       restore it, or write it again
        """);
    refuses(
        "[".repeat(1000),
        """
        net.json: too long or too deeply nested
          given     'Document nesting depth (65) exceeds the maximum allowed (64)'
          fix       check that this is the right JSON
        """);
  }
}
