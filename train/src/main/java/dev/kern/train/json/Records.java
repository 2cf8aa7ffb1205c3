package dev.kern.train.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;

/// Lets a [RecordReader] read every record for which there is no other reader.
final class Records extends SimpleDeserializers {
  private static final long serialVersionUID = 1;

  @Override
  public @Nullable ValueDeserializer<?> findBeanDeserializer(
      JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
    ValueDeserializer<?> known = super.findBeanDeserializer(type, config, description);
    return known == null && type.getRawClass().isRecord()
        ? RecordReader.strict(type.getRawClass())
        : known;
  }
}
