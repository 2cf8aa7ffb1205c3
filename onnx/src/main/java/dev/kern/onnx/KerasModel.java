package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The calls of a Sequential or Functional model's layers, in order, those of nested models in
/// place of these.
///
/// A layer that is called several times stands there several times, each with the weights of the
/// one layer.
///
/// @param calls all calls
/// @param outputs the names of the calls whose results the model gives
/// @param shares whether a layer is called several times
record KerasModel(List<KerasLayer> calls, List<String> outputs, boolean shares) {
  private static final int MOST_CALLS = 10_000;
  private static final int DEEPEST = 16;
  private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");
  private static final String INPUT_LAYER = "InputLayer";

  /// The calls of a model.
  ///
  /// Fails with `DataException` if it is none that layers describe.
  static KerasModel of(String file, Map<String, Object> model) {
    Flattening flattening = new Flattening(file);
    List<String> outputs = flattening.add(model, "", null, 0);
    return new KerasModel(List.copyOf(flattening.calls), outputs, flattening.shares);
  }

  /// Whether a layer is a model of its own.
  static boolean isModel(Map<String, Object> layer) {
    return MODELS.contains(String.valueOf(layer.get("class_name")));
  }

  /// The layers of a model as its file describes them.
  ///
  /// Fails with `DataException` if it is none that layers describe.
  static List<Map<String, Object>> layers(String file, Map<String, Object> model) {
    Object config = model.get("config");
    Object layers = config instanceof List ? config : KerasLayer.inner(model).get("layers");
    if (!isModel(model)
        || !(layers instanceof List<?> list)
        || list.isEmpty()
        || list.size() > MOST_CALLS) {
      throw Problem.at(file, "not a model that layers describe")
          .given(Problem.quote(String.valueOf(model.get("class_name"))))
          .expected("Sequential or Functional, with 1 to %d layers".formatted(MOST_CALLS))
          .fix("build it in Keras from layers, or export it to ONNX");
    }
    List<Map<String, Object>> all = new ArrayList<>();
    list.forEach(tree -> all.add(tree instanceof Map ? JsonText.object(tree) : Map.of()));
    return all;
  }

  /// A layer's name within its model.
  static String name(Map<String, Object> layer) {
    return String.valueOf(
        layer.containsKey("name") ? layer.get("name") : KerasLayer.inner(layer).get("name"));
  }

  /// A layer's result: that of one of its calls.
  private record Reference(String layer, int call) {}

  /// What a call takes.
  private record Arguments(List<Reference> values, OptionalDouble operand, boolean operandFirst) {}

  /// A call that is still to be added, once there is what it takes.
  ///
  /// @param nth how many calls of the layer come before
  private record Pending(Map<String, Object> layer, int nth, Arguments arguments) {}

  /// Puts the calls of nested models into one list.
  private static final class Flattening {
    private final String file;
    private final List<KerasLayer> calls = new ArrayList<>();
    private boolean shares;

    Flattening(String file) {
      this.file = file;
    }

    /// Adds the calls of a model, each behind those whose results it takes.
    ///
    /// @param prefix what stands before the names of its layers
    /// @param inputs the calls that a nested model takes; null for the whole model
    /// @return the calls that give its results
    List<String> add(
        Map<String, Object> model, String prefix, @Nullable List<String> inputs, int depth) {
      if (depth > DEEPEST) {
        throw Problem.at(file, "its models are nested too deeply")
            .given("more than %d levels".formatted(DEEPEST))
            .fix("build the model in Keras without nesting, or export it to ONNX");
      }
      boolean sequential = "Sequential".equals(model.get("class_name"));
      List<String> taken = references(model, "input_layers");
      Results results = new Results();
      List<Pending> pending = new ArrayList<>();
      String last = "";
      for (Map<String, Object> layer : layers(file, model)) {
        String name = name(layer);
        if (inputs != null && INPUT_LAYER.equals(layer.get("class_name"))) {
          int place = sequential ? 0 : taken.indexOf(name);
          if (place < 0 || place >= inputs.size()) {
            throw unfit(layer, name);
          }
          results.put(name, 0, List.of(inputs.get(place)));
          results.counts.put(name, 1);
        } else {
          List<Arguments> all = arguments(layer, sequential ? last : "");
          results.counts.put(name, all.size());
          shares |= all.size() > 1;
          for (int nth = 0; nth < all.size(); nth++) {
            pending.add(new Pending(layer, nth, all.get(nth)));
          }
        }
        last = name;
      }
      while (!pending.isEmpty()) {
        int before = pending.size();
        pending.removeIf(call -> added(call, prefix, inputs, results, depth));
        if (pending.size() == before) {
          Pending first = pending.getFirst();
          throw unfit(first.layer, results.missing(first.arguments));
        }
      }
      List<String> outputs = new ArrayList<>();
      for (Reference output : outputs(model, last)) {
        outputs.add(results.find(output).orElseThrow(() -> unfit(model, output.layer)));
      }
      return outputs;
    }

    /// Adds a call if there is what it takes.
    private boolean added(
        Pending call, String prefix, @Nullable List<String> inputs, Results results, int depth) {
      List<String> values = new ArrayList<>();
      for (Reference value : call.arguments.values) {
        Optional<String> found = results.find(value);
        if (found.isEmpty()) {
          return false;
        }
        values.add(found.get());
      }
      if (values.isEmpty() && inputs != null) { // the first one of a nested Sequential model
        values.addAll(inputs);
      }
      String name = name(call.layer);
      results.put(name, call.nth, call(call, prefix, name, values, depth));
      return true;
    }

    private List<String> call(
        Pending call, String prefix, String name, List<String> values, int depth) {
      if (calls.size() >= MOST_CALLS) {
        throw Problem.at(file, "it has too many layers")
            .given("more than " + MOST_CALLS)
            .fix("export the model to ONNX");
      }
      String own = call.nth == 0 ? name : "%s:%d".formatted(name, call.nth + 1);
      if (isModel(call.layer)) {
        // An old Sequential model may begin with another one, without a layer for its input.
        return add(call.layer, prefix + own + "/", values.isEmpty() ? null : values, depth + 1);
      }
      calls.add(
          new KerasLayer(
              String.valueOf(call.layer.get("class_name")),
              prefix + own,
              (prefix + name).replaceAll(":\\d+/", "/"),
              KerasLayer.inner(call.layer),
              values,
              call.arguments.operand,
              call.arguments.operandFirst));
      return List.of(prefix + own);
    }

    private DataException unfit(Map<String, Object> user, String name) {
      return Problem.at(
              "%s, %s %s".formatted(file, user.get("class_name"), Problem.quote(name(user))),
              "its input isn't there")
          .given(Problem.quote(name))
          .expected("a layer before it, with one result")
          .fix("save the model again in Keras: model.save('model.keras')");
    }
  }

  /// The results of a model's layers, as far as they are there.
  ///
  /// @param counts how many calls each layer has
  /// @param names what they are named by
  private record Results(Map<String, Integer> counts, Map<Reference, String> names) {
    Results() {
      this(new HashMap<>(), new HashMap<>());
    }

    void put(String layer, int call, List<String> results) {
      if (results.size() == 1) {
        names.put(new Reference(layer, call), results.getFirst());
      }
    }

    /// A result. Old files count calls from before the model: where there is one, it is meant.
    Optional<String> find(Reference value) {
      int call = counts.getOrDefault(value.layer, 0) == 1 ? 0 : value.call;
      return Optional.ofNullable(names.get(new Reference(value.layer, call)));
    }

    /// The first layer whose result isn't there.
    String missing(Arguments arguments) {
      return arguments.values.stream()
          .filter(value -> find(value).isEmpty())
          .findFirst()
          .map(Reference::layer)
          .orElse("");
    }
  }

  /// What each call of a layer takes.
  ///
  /// @param before the layer before it, for one of a Sequential model, or empty
  private static List<Arguments> arguments(Map<String, Object> layer, String before) {
    List<Arguments> all = new ArrayList<>();
    if (!before.isEmpty()) {
      all.add(new Arguments(List.of(new Reference(before, 0)), OptionalDouble.empty(), false));
    } else if (layer.get("inbound_nodes") instanceof List<?> nodes) {
      for (Object node : nodes) {
        Collected collected = new Collected();
        collected.add(node, 0);
        all.add(
            new Arguments(
                List.copyOf(collected.values), collected.operand, collected.operandFirst));
      }
    }
    return all.isEmpty() ? List.of(new Arguments(List.of(), OptionalDouble.empty(), false)) : all;
  }

  /// The names of the layers that a key lists.
  private static List<String> references(Map<String, Object> model, String key) {
    Collected collected = new Collected();
    collected.add(KerasLayer.inner(model).get(key), 0);
    return collected.values.stream().map(Reference::layer).toList();
  }

  /// The results that a Functional model gives; a Sequential one gives that of its last layer.
  private static List<Reference> outputs(Map<String, Object> model, String last) {
    Collected collected = new Collected();
    collected.add(KerasLayer.inner(model).get("output_layers"), 0);
    return collected.values.isEmpty() ? List.of(new Reference(last, 0)) : collected.values;
  }

  /// What is in a description of a call: results of others, each as a list of a name and two
  /// numbers, and perhaps a number.
  private static final class Collected {
    private final List<Reference> values = new ArrayList<>();
    private OptionalDouble operand = OptionalDouble.empty();
    private boolean operandFirst;

    void add(@Nullable Object tree, int depth) {
      if (depth > DEEPEST) {
        return;
      }
      if (tree instanceof List<?> list) {
        if (list.size() >= 3
            && list.get(0) instanceof String name
            && list.get(1) instanceof Number call) {
          values.add(new Reference(name, call.intValue()));
          if (list.size() > 3 && list.get(3) instanceof Map<?, ?> more) {
            take(more.get("y")); // of Keras 2: what an operation takes beside it
          }
          return;
        }
        for (Object each : list) {
          take(each);
          add(each, depth + 1);
        }
      } else if (tree instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> each : map.entrySet()) {
          boolean shape = "shape".equals(each.getKey());
          if (!shape && !"kwargs".equals(each.getKey())) {
            add(each.getValue(), depth + 1);
          }
        }
      }
    }

    private void take(@Nullable Object tree) {
      if (tree instanceof Number number && operand.isEmpty()) {
        operand = OptionalDouble.of(number.doubleValue());
        operandFirst = values.isEmpty();
      }
    }
  }
}
