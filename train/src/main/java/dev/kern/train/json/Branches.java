package dev.kern.train.json;

import dev.kern.layer.Branch;
import dev.kern.layer.Layer;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/// Branches as plain lists of layers.
final class Branches {
  private Branches() {}

  /// Teaches a module to read and write branches.
  static void addTo(SimpleModule module) {
    module.addDeserializer(Branch.class, new Reader());
    module.addSerializer(Branch.class, new Writer());
  }

  private static final class Reader extends ValueDeserializer<Branch> {
    @Override
    public Branch deserialize(JsonParser parser, DeserializationContext context) {
      JavaType layers = context.getTypeFactory().constructCollectionType(List.class, Layer.class);
      List<Layer> branch = context.readValue(parser, layers);
      return new Branch(branch);
    }
  }

  private static final class Writer extends ValueSerializer<Branch> {
    @Override
    public void serialize(Branch branch, JsonGenerator json, SerializationContext context) {
      json.writePOJO(branch.layers());
    }
  }
}
