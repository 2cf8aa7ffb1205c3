package dev.kern.train.json;

import java.util.Locale;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/// Writes the constant `BEST_OF_ALL` as `bestOfAll`.
final class EnumWords extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  @Override
  public Object findEnumNamingStrategy(MapperConfig<?> config, AnnotatedClass type) {
    return EnumNamingStrategies.LOWER_CAMEL_CASE;
  }

  /// The word for a constant.
  static String word(Enum<?> constant) {
    String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder word = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i].substring(1));
    }
    return word.toString();
  }
}
