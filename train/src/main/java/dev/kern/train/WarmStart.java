package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Labels;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Conv;
import dev.kern.layer.Dense;
import dev.kern.layer.Dropout;
import dev.kern.layer.Flatten;
import dev.kern.layer.GlobalAveragePooling;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Network;
import dev.kern.layer.Nonlinearity;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What a run takes over from a trained model: its network and weights, adapted to the classes of
/// the data.
///
/// If the model knows all of the classes, its readout, the last layer with weights, keeps what it
/// has learned of each, in the order of the data. If there is one that it doesn't know, a readout
/// of its own takes the old one's place and begins with random weights.
///
/// @param network the model's network, with as many outputs as the data has classes
/// @param weights what is taken over, by the names of the variables
/// @param readout what became of the readout
/// @param words the same in words
public record WarmStart(
    Network network, Map<String, Tensor> weights, Readout readout, String words) {
  /// What becomes of a readout.
  public enum Readout {
    /// The classes are the model's.
    KEPT,
    /// The classes are some of the model's, or in another order.
    CHOSEN,
    /// Some class is none of the model's.
    NEW
  }

  /// Copies the map.
  public WarmStart {
    weights = Map.copyOf(weights);
  }

  /// What a run on this data takes over from a model.
  ///
  /// Fails with `DataException` if the images have another size than the model's or are scaled
  /// otherwise, or the classes differ and the network does not end in a layer that has a filter or
  /// unit for each.
  static WarmStart of(TrainedModel origin, Dataset data) {
    Model model = origin.model();
    model.expectImages(data);
    String name = "'%s'".formatted(model.network().name());
    if (model.targets().equals(data.targets())) {
      return new WarmStart(
          model.network(),
          origin.weights(),
          Readout.KEPT,
          "Starting from the weights of %s, which has the same %s"
              .formatted(name, data.targets().kind().word()));
    }
    int place = readout(model);
    String layer = variables(model.network(), place);
    List<Integer> columns =
        Arrays.stream(Labels.places(data.classNames(), model.classes())).boxed().toList();
    boolean known = model.targets().kind() == data.targets().kind() && !columns.contains(-1);
    List<Layer> layers = new ArrayList<>(model.network().layers());
    layers.set(place, resized(layers.get(place), data.classes()));
    Map<String, Tensor> weights = new LinkedHashMap<>(origin.weights());
    for (String variable : origin.weights().keySet()) {
      if (variable.startsWith(layer + "/")) {
        weights.computeIfPresent(variable, (_, tensor) -> known ? columns(tensor, columns) : null);
      }
    }
    return new WarmStart(
        new Network(model.network().name(), layers),
        weights,
        known ? Readout.CHOSEN : Readout.NEW,
        known
            ? "Starting from the weights of %s; its output layer %s keeps %d of %d classes, in the data's order"
                .formatted(name, layer, data.classes(), model.classes().size())
            : "Starting from the weights of %s with a new output layer %s: the model does not know %s"
                .formatted(name, layer, String.join(", ", unknown(model, data))));
  }

  private static List<String> unknown(Model model, Dataset data) {
    int[] places = Labels.places(data.classNames(), model.classes());
    return IntStream.range(0, places.length)
        .filter(c -> places[c] < 0)
        .mapToObj(data.classNames()::get)
        .toList();
  }

  /// Where in the network the layer is that has a unit or filter per class.
  private static int readout(Model model) {
    List<Layer> layers = model.network().layers();
    for (int i = layers.size() - 1; i >= 0; i--) {
      switch (layers.get(i)) {
        case Dense dense when dense.units() == model.classes().size() -> {
          return i;
        }
        case Conv conv when conv.filters() == model.classes().size() && conv.groups() == 1 -> {
          return i;
        }
        case GlobalAveragePooling _,
            AveragePooling _,
            MaxPooling _,
            Flatten _,
            Dropout _,
            Nonlinearity _ -> {}
        default -> throw noReadout(model, layers.get(i));
      }
    }
    throw noReadout(model, layers.getLast());
  }

  private static DataException noReadout(Model model, Layer last) {
    return Problem.at(
            "network '%s'".formatted(model.network().name()),
            "its last layer can't be adapted to other classes")
        .given("%s as the last layer".formatted(last.kind()))
        .expected("dense(%d) as the last layer with weights".formatted(model.classes().size()))
        .fix("use data with the classes " + String.join(", ", model.classes()));
  }

  /// The name before those of a layer's variables.
  private static String variables(Network network, int place) {
    List<Layer> before = network.layers().subList(0, place + 1);
    return new Network(network.name(), before).namedLayers().getLast().name();
  }

  private static Layer resized(Layer readout, int classes) {
    return switch (readout) {
      case Dense dense -> dense.units(classes);
      case Conv conv -> conv.filters(classes);
      default -> throw new IllegalStateException(readout.kind() + " is not an output layer");
    };
  }

  /// Some of the numbers of each row.
  private static Tensor columns(Tensor tensor, List<Integer> columns) {
    int width = tensor.shape().last();
    Shape shape = tensor.shape().with(tensor.shape().rank() - 1, columns.size());
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int row = Math.floorDiv(i, columns.size());
      values[i] = tensor.at(row * width + columns.get(i % columns.size()));
    }
    return Tensor.of(shape, values);
  }
}
