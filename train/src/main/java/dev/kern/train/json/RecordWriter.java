package dev.kern.train.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/// Writes records as a [RecordReader] reads them: a key per component, but none for an empty
/// [Optional] that is marked so.
///
/// Jackson's own writer of objects first studies their class at length, which would be a quarter of
/// a second of each start of a run.
final class RecordWriter extends ValueSerializer<Record> {
  private final Map<String, RecordComponent> components;

  RecordWriter(Class<?> type) {
    components = RecordReader.components(type);
  }

  @Override
  public void serialize(Record value, JsonGenerator json, SerializationContext context) {
    json.writeStartObject();
    components.forEach(
        (key, component) -> {
          Object entry = RecordReader.get(component, value);
          if (!(Optional.empty().equals(entry) && isLeftOut(component))) {
            json.writePOJOProperty(key, entry);
          }
        });
    json.writeEndObject();
  }

  private static boolean isLeftOut(RecordComponent component) {
    JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
    return include != null && include.value() == JsonInclude.Include.NON_ABSENT;
  }
}
