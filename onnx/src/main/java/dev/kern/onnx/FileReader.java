package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.onnx.Operation.Attribute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what an ONNX file holds.
///
/// Fields that don't concern us are passed over, among them graphs inside of operations: nothing
/// recurses. Lists are bounded.
final class FileReader {
  private static final int MOST_OPERATIONS = 10_000;
  private static final int MOST_NAMES = 1 << 16;
  private static final int MOST_PER_OPERATION = 1 << 10;

  private final ExternalData external;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Literal> constants = new HashMap<>();
  private final List<OnnxFile.Input> inputs = new ArrayList<>();
  private final Set<String> inputNames = new HashSet<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String name = "";
  private long opset;

  private FileReader(ExternalData external) {
    this.external = external;
  }

  static OnnxFile read(WireReader message, ExternalData external) {
    FileReader reader = new FileReader(external);
    while (message.next()) {
      switch (message.field()) {
        case Fields.Model.GRAPH -> reader.graph(message.message());
        case Fields.Model.OPSET -> reader.opset(message.message());
        case Fields.Model.METADATA -> reader.metadata(message.message());
        default -> message.skip();
      }
    }
    reader.inputs.removeIf(input -> reader.constants.containsKey(input.name()));
    return new OnnxFile(
        message.file(),
        reader.opset,
        reader.name,
        reader.operations,
        reader.constants,
        reader.inputs,
        reader.outputs,
        reader.metadata);
  }

  /// The version of ONNX's own operations.
  private void opset(WireReader message) {
    String domain = "";
    long version = 0;
    while (message.next()) {
      switch (message.field()) {
        case Fields.Opset.DOMAIN -> domain = message.text();
        case Fields.Opset.VERSION -> version = message.integer();
        default -> message.skip();
      }
    }
    opset = domain.isEmpty() || domain.equals("ai.onnx") ? version : opset;
  }

  private void metadata(WireReader entry) {
    MetadataEntry read = MetadataEntry.read(entry);
    metadata.put(read.key(), read.value());
    expect(metadata.size(), MOST_PER_OPERATION, "metadata", entry);
  }

  private void graph(WireReader graph) {
    while (graph.next()) {
      switch (graph.field()) {
        case Fields.Graph.NODE -> operations.add(operation(graph.message()));
        case Fields.Graph.NAME -> name = graph.text();
        case Fields.Graph.INITIALIZER -> {
          TensorReader.Named constant = TensorReader.read(graph.message(), external);
          if (constants.put(constant.name(), constant.literal()) != null) {
            throw twice(constant.name(), graph);
          }
        }
        case Fields.Graph.INPUT -> {
          OnnxFile.Input input = input(graph.message());
          if (!inputNames.add(input.name())) {
            throw twice(input.name(), graph);
          }
          inputs.add(input);
        }
        case Fields.Graph.OUTPUT -> outputs.add(input(graph.message()).name());
        default -> graph.skip();
      }
      expect(operations.size(), MOST_OPERATIONS, "operations", graph);
      expect(constants.size() + inputs.size() + outputs.size(), MOST_NAMES, "values", graph);
    }
  }

  private static void expect(int count, int most, String what, WireReader where) {
    if (count > most) {
      throw where.broken("more than %s %s".formatted(Problem.count(most), what));
    }
  }

  /// The error for a second value of one name: a reader would have to guess which one counts.
  private static DataException twice(String name, WireReader where) {
    return where.broken("two values are called " + Problem.quote(name));
  }

  private Operation operation(WireReader message) {
    String type = "";
    String domain = "";
    String called = "";
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    Map<String, Attribute> attributes = new HashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case Fields.Operation.INPUT -> from.add(message.text());
        case Fields.Operation.OUTPUT -> to.add(message.text());
        case Fields.Operation.NAME -> called = message.text();
        case Fields.Operation.TYPE -> type = message.text();
        case Fields.Operation.DOMAIN -> domain = message.text();
        case Fields.Operation.ATTRIBUTE -> attribute(message.message(), attributes);
        default -> message.skip();
      }
      int parts = from.size() + to.size() + attributes.size();
      expect(parts, MOST_PER_OPERATION, "parts of one operation", message);
    }
    return new Operation(type, domain, called, from, to, attributes);
  }

  private void attribute(WireReader message, Map<String, Attribute> attributes) {
    String key = "";
    float number = 0;
    long integer = 0;
    String text = "";
    List<Long> integers = new ArrayList<>();
    Optional<Literal> tensor = Optional.empty();
    while (message.next()) {
      switch (message.field()) {
        case Fields.Attribute.NAME -> key = message.text();
        case Fields.Attribute.FLOAT -> number = message.number();
        case Fields.Attribute.INT -> integer = message.integer();
        case Fields.Attribute.TEXT -> text = message.text();
        case Fields.Attribute.TENSOR ->
            tensor = Optional.of(TensorReader.read(message.message(), external).literal());
        case Fields.Attribute.INTS -> {
          message.integers(integers, MOST_PER_OPERATION);
          expect(integers.size(), MOST_PER_OPERATION, "numbers in one attribute", message);
        }
        default -> message.skip();
      }
    }
    Attribute attribute = new Attribute(number, integer, text, integers, tensor);
    if (attributes.put(key, attribute) != null) {
      throw message.broken("two attributes are called " + Problem.quote(key));
    }
  }

  /// A value's name and extents, which lie four messages deep.
  private static OnnxFile.Input input(WireReader value) {
    String called = "";
    List<Long> extents = new ArrayList<>();
    while (value.next()) {
      switch (value.field()) {
        case Fields.Value.NAME -> called = value.text();
        case Fields.Value.TYPE -> type(value.message(), extents);
        default -> value.skip();
      }
    }
    return new OnnxFile.Input(called, extents);
  }

  private static void type(WireReader type, List<Long> extents) {
    while (type.next()) {
      if (type.field() == Fields.Value.TENSOR_TYPE) {
        WireReader tensor = type.message();
        while (tensor.next()) {
          if (tensor.field() == Fields.Value.SHAPE) {
            shape(tensor.message(), extents);
          } else {
            tensor.skip();
          }
        }
      } else {
        type.skip();
      }
    }
  }

  private static void shape(WireReader shape, List<Long> extents) {
    while (shape.next()) {
      if (shape.field() == Fields.Value.DIMENSION) {
        WireReader dimension = shape.message();
        long extent = -1;
        while (dimension.next()) {
          if (dimension.field() == Fields.Value.EXTENT) {
            extent = dimension.integer();
          } else {
            dimension.skip();
          }
        }
        extents.add(extent);
        expect(extents.size(), MOST_PER_OPERATION, "axes of one value", shape);
      } else {
        shape.skip();
      }
    }
  }
}
