package dev.kern.cli.option;

import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/// `--head 128,dropout`: the layers of a new head on a trained model, before its last one.
///
/// @param layers the layers
public record HeadOption(List<Layer> layers) {
  /// What can be said, for the help.
  static final String WORDS =
      "with --from: layers of a new head before its output layer, such as 128,dropout: a number is a"
          + " dense layer of so many units with ReLU, dropout=0.2 drops so many";

  private static final int MOST_UNITS = 1 << 16;
  private static final Pattern DROPOUT = Pattern.compile("dropout(?:=(0?\\.\\d+))?");

  /// Copies the list.
  public HeadOption {
    layers = List.copyOf(layers);
  }

  /// A model with this head, whose weights are random, in the place of its own.
  TrainedModel on(TrainedModel model) {
    List<Layer> head = new ArrayList<>(layers);
    head.add(Layer.dense(model.model().targets().width()));
    Layer[] all = head.toArray(Layer[]::new);
    return model.model().targets().areClasses()
        ? model.withHead(model.model().classes(), all)
        : model.withHead(all);
  }

  /// What is new, in words.
  String words() {
    return layers.stream()
        .map(layer -> (layer.kind() + " " + layer.settings()).strip())
        .collect(Collectors.joining(", ", "note: a new head with random weights: ", ", dense"));
  }

  /// Reads `128,dropout`.
  static final class Converter implements ITypeConverter<HeadOption> {
    @Override
    public HeadOption convert(String text) {
      List<Layer> layers = new ArrayList<>();
      for (String word : text.split(",", -1)) {
        add(word.strip(), text, layers);
      }
      return new HeadOption(layers);
    }

    private static void add(String word, String text, List<Layer> layers) {
      Matcher dropout = DROPOUT.matcher(word);
      if (word.matches("\\d{1,5}")) {
        int units = Integer.parseInt(word);
        if (units >= 1 && units <= MOST_UNITS) {
          layers.add(Layer.dense(units));
          layers.add(Layer.relu());
          return;
        }
      } else if (dropout.matches()) {
        double drop = dropout.group(1) == null ? 0.5 : Double.parseDouble(dropout.group(1));
        layers.add(Layer.dropout().drop(drop));
        return;
      } else if (word.equals("batchNorm")) {
        layers.add(Layer.batchNorm());
        return;
      }
      throw new IllegalArgumentException(
          """
          --head: not a layer of a head: '%s'
            given     %s
            expected  numbers of units, 1 to 65536, dropout, dropout=0.2 or batchNorm, with commas
            fix       --head 128,dropout\
          """
              .formatted(word, text));
    }
  }
}
