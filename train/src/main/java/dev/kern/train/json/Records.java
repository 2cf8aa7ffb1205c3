package dev.kern.train.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.module.SimpleSerializers;

/// Lets a [RecordReader] read, and a [RecordWriter] write, every record for which there is no
/// other.
final class Records {
  private Records() {}

  /// A module that reads and writes records.
  static SimpleModule module(String name) {
    return new SimpleModule(name).setDeserializers(new Readers()).setSerializers(new Writers());
  }

  private static final class Readers extends SimpleDeserializers {
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

  private static final class Writers extends SimpleSerializers {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable ValueSerializer<?> findSerializer(
        SerializationConfig config,
        JavaType type,
        BeanDescription.Supplier description,
        JsonFormat.Value format) {
      ValueSerializer<?> known = super.findSerializer(config, type, description, format);
      return known == null && type.getRawClass().isRecord()
          ? new RecordWriter(type.getRawClass())
          : known;
    }
  }
}
