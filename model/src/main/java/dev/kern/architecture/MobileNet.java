package dev.kern.architecture;

import static dev.kern.layer.Layer.activation;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.globalAveragePool;

import dev.kern.data.ImageShape;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Layer;
import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.List;

/// Networks of [InvertedResidual]s: MobileNets and EfficientNet.
///
/// Sources: Sandler et al. 2018, table 2; Howard et al. 2019, tables 1 and 2; Tan and Le 2019,
/// table 1.
///
/// @param kind which of them
/// @param stem filters of the first convolution
/// @param stages the blocks of each stage
/// @param head filters of the last convolution
/// @param units of the dense layer between it and the readout; 0 if there is none
/// @param outer the activation behind the first convolution and the last
record MobileNet(
    Kind kind, int stem, List<List<InvertedResidual>> stages, int head, int units, Activation outer)
    implements Blueprint {
  /// The families.
  enum Kind {
    /// MobileNetV2, which has no gates.
    V2,
    /// MobileNetV3.
    V3,
    /// EfficientNet.
    EFFICIENT
  }

  private static final double DROP = 0.2;

  static MobileNet v2() {
    Activation relu6 = Activation.RELU6;
    List<List<InvertedResidual>> stages = new ArrayList<>();
    int in = 32;
    for (int[] row :
        new int[][] {
          // expansion, channels, blocks, stride
          {1, 16, 1, 1},
          {6, 24, 2, 2},
          {6, 32, 3, 2},
          {6, 64, 4, 2},
          {6, 96, 3, 1},
          {6, 160, 3, 2},
          {6, 320, 1, 1}
        }) {
      List<InvertedResidual> stage = new ArrayList<>();
      for (int i = 0; i < row[2]; i++) {
        int stride = i == 0 ? row[3] : 1;
        stage.add(new InvertedResidual(in, 3, row[0] * in, row[1], 0, relu6, stride));
        in = row[1];
      }
      stages.add(stage);
    }
    return new MobileNet(Kind.V2, 32, stages, 1280, 0, relu6);
  }

  static MobileNet v3Small() {
    return v3(
        1024,
        new int[][] {
          // size, expanded, channels, gate, hard swish, stride
          {3, 16, 16, 1, 0, 2},
          {3, 72, 24, 0, 0, 2},
          {3, 88, 24, 0, 0, 1},
          {5, 96, 40, 1, 1, 2},
          {5, 240, 40, 1, 1, 1},
          {5, 240, 40, 1, 1, 1},
          {5, 120, 48, 1, 1, 1},
          {5, 144, 48, 1, 1, 1},
          {5, 288, 96, 1, 1, 2},
          {5, 576, 96, 1, 1, 1},
          {5, 576, 96, 1, 1, 1}
        });
  }

  static MobileNet v3Large() {
    return v3(
        1280,
        new int[][] {
          // size, expanded, channels, gate, hard swish, stride
          {3, 16, 16, 0, 0, 1},
          {3, 64, 24, 0, 0, 2},
          {3, 72, 24, 0, 0, 1},
          {5, 72, 40, 1, 0, 2},
          {5, 120, 40, 1, 0, 1},
          {5, 120, 40, 1, 0, 1},
          {3, 240, 80, 0, 1, 2},
          {3, 200, 80, 0, 1, 1},
          {3, 184, 80, 0, 1, 1},
          {3, 184, 80, 0, 1, 1},
          {3, 480, 112, 1, 1, 1},
          {3, 672, 112, 1, 1, 1},
          {5, 672, 160, 1, 1, 2},
          {5, 960, 160, 1, 1, 1},
          {5, 960, 160, 1, 1, 1}
        });
  }

  private static MobileNet v3(int units, int[][] rows) {
    List<List<InvertedResidual>> stages = new ArrayList<>();
    int in = 16;
    for (int[] row : rows) {
      if (stages.isEmpty() || row[2] != in) {
        stages.add(new ArrayList<>());
      }
      int squeezed = row[3] == 1 ? toEights(row[1] / 4) : 0;
      Activation activation = row[4] == 1 ? Activation.HARD_SWISH : Activation.RELU;
      stages
          .getLast()
          .add(new InvertedResidual(in, row[0], row[1], row[2], squeezed, activation, row[5]));
      in = row[2];
    }
    return new MobileNet(Kind.V3, 16, stages, 6 * in, units, Activation.HARD_SWISH);
  }

  /// The nearest multiple of 8, but not below nine tenths of the number.
  private static int toEights(int channels) {
    int near = Math.max(8, (channels + 4) / 8 * 8);
    return 10 * near < 9 * channels ? near + 8 : near;
  }

  static MobileNet efficientB0() {
    List<List<InvertedResidual>> stages = new ArrayList<>();
    int in = 32;
    for (int[] row :
        new int[][] {
          // expansion, size, channels, blocks, stride
          {1, 3, 16, 1, 1},
          {6, 3, 24, 2, 2},
          {6, 5, 40, 2, 2},
          {6, 3, 80, 3, 2},
          {6, 5, 112, 3, 1},
          {6, 5, 192, 4, 2},
          {6, 3, 320, 1, 1}
        }) {
      List<InvertedResidual> stage = new ArrayList<>();
      for (int i = 0; i < row[3]; i++) {
        int stride = i == 0 ? row[4] : 1;
        stage.add(
            new InvertedResidual(in, row[1], row[0] * in, row[2], in / 4, Activation.SILU, stride));
        in = row[2];
      }
      stages.add(stage);
    }
    return new MobileNet(Kind.EFFICIENT, 32, stages, 1280, 0, Activation.SILU);
  }

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    BatchNormalization norm = norm(naming);
    Activation squeezing = kind == Kind.EFFICIENT ? Activation.SILU : Activation.RELU;
    Activation gating = kind == Kind.EFFICIENT ? Activation.SIGMOID : Activation.HARD_SIGMOID;
    Blocks net = new Blocks();
    net.conv(conv(stem, 3).stride(2).unbiased()).then(norm, activation(outer));
    for (List<InvertedResidual> stage : stages) {
      stage.forEach(block -> net.then(block.layers(norm, squeezing, gating)));
    }
    net.then(conv(head, 1).unbiased(), norm, activation(outer), globalAveragePool());
    if (units > 0) {
      net.then(dense(units), activation(outer));
    }
    return net.then(dropout().drop(DROP), dense(classes)).list();
  }

  /// torchvision's MobileNetV3 has the constants of its paper, timm's has PyTorch's.
  private BatchNormalization norm(Naming naming) {
    return kind == Kind.V3 && naming == Naming.TORCHVISION
        ? Layer.batchNorm().decay(0.99).epsilon(1e-3)
        : Layer.batchNorm();
  }

  @Override
  public List<String> modules(Naming naming) {
    return naming == Naming.TIMM ? timm() : torchvision();
  }

  private List<String> timm() {
    List<String> names = new ArrayList<>(List.of("conv_stem", "bn1"));
    for (int stage = 0; stage < stages.size(); stage++) {
      for (int block = 0; block < stages.get(stage).size(); block++) {
        names.addAll(stages.get(stage).get(block).timm("blocks.%d.%d.".formatted(stage, block)));
      }
    }
    if (kind == Kind.V3) {
      String last = "blocks.%d.0.".formatted(stages.size());
      names.addAll(List.of(last + "conv", last + "bn1", "conv_head"));
    } else {
      names.addAll(List.of("conv_head", "bn2"));
    }
    names.add("classifier");
    return names;
  }

  private List<String> torchvision() {
    List<String> names = new ArrayList<>(List.of("features.0.0", "features.0.1"));
    int place = 1;
    for (List<InvertedResidual> stage : stages) {
      for (int block = 0; block < stage.size(); block++) {
        String in =
            kind == Kind.EFFICIENT
                ? "features.%d.%d.".formatted(place, block)
                : "features.%d.".formatted(place + block);
        InvertedResidual each = stage.get(block);
        names.addAll(kind == Kind.V2 ? each.torchvisionV2(in) : each.torchvision(in));
      }
      place += kind == Kind.EFFICIENT ? 1 : stage.size();
    }
    String last = "features.%d.".formatted(place);
    names.addAll(List.of(last + "0", last + "1"));
    names.addAll(
        kind == Kind.V3 ? List.of("classifier.0", "classifier.3") : List.of("classifier.1"));
    return names;
  }
}
