package dev.kern.architecture;

import static dev.kern.layer.Layer.activation;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.globalAveragePool;

import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Layer;
import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.List;

/// A block that expands the channels, filters each by itself, weighs them by a gate, and projects
/// them to few again; with a shortcut around it where its result is as large as its input.
///
/// Source: Sandler et al. 2018, table 1; the gate: Howard et al. 2019, figure 4.
///
/// @param in channels before
/// @param size rows and columns of the depthwise filters
/// @param expanded channels in between
/// @param out channels behind
/// @param squeezed channels within the gate; 0 if there is none
/// @param function what follows the first two convolutions
/// @param stride of the depthwise convolution
record InvertedResidual(
    int in, int size, int expanded, int out, int squeezed, Activation function, int stride) {
  /// The layers.
  ///
  /// @param norm how channels are normalised
  /// @param squeezing the activation within the gate
  /// @param gating the activation at its end
  Blocks layers(BatchNormalization norm, Activation squeezing, Activation gating) {
    Blocks body = new Blocks();
    if (expands()) {
      body.then(conv(expanded, 1).unbiased(), norm, activation(function));
    }
    body.depthwise(depthwise(size).stride(stride).unbiased()).then(norm, activation(function));
    if (squeezed > 0) {
      body.then(
          Layer.gate(
              globalAveragePool(),
              dense(squeezed),
              activation(squeezing),
              dense(expanded),
              activation(gating)));
    }
    body.then(conv(out, 1).unbiased(), norm);
    return stride == 1 && in == out ? new Blocks().then(Layer.residual(body.array())) : body;
  }

  private boolean expands() {
    return expanded != in;
  }

  /// What timm calls the modules.
  List<String> timm(String block) {
    List<String> names = new ArrayList<>();
    if (expands()) {
      names.addAll(List.of("conv_pw", "bn1", "conv_dw", "bn2"));
    } else {
      names.addAll(List.of("conv_dw", "bn1"));
    }
    if (squeezed > 0) {
      names.addAll(List.of("se.conv_reduce", "se.conv_expand"));
    }
    names.addAll(expands() ? List.of("conv_pwl", "bn3") : List.of("conv_pw", "bn2"));
    return names.stream().map(name -> block + name).toList();
  }

  /// What torchvision calls the modules in MobileNetV3 and EfficientNet: by their places.
  List<String> torchvision(String block) {
    List<String> names = new ArrayList<>();
    int place = 0;
    for (int i = expands() ? 0 : 1; i < 2; i++) {
      names.addAll(List.of(place + ".0", place + ".1"));
      place++;
    }
    if (squeezed > 0) {
      names.addAll(List.of(place + ".fc1", place + ".fc2"));
      place++;
    }
    names.addAll(List.of(place + ".0", place + ".1"));
    return names.stream().map(name -> block + "block." + name).toList();
  }

  /// What torchvision calls the modules in MobileNetV2: the convolution of 1 × 1 at the end stands
  /// by itself.
  List<String> torchvisionV2(String block) {
    List<String> names = new ArrayList<>();
    int place = 0;
    for (int i = expands() ? 0 : 1; i < 2; i++) {
      names.addAll(List.of(place + ".0", place + ".1"));
      place++;
    }
    names.addAll(List.of("" + place, "" + (place + 1)));
    return names.stream().map(name -> block + "conv." + name).toList();
  }
}
