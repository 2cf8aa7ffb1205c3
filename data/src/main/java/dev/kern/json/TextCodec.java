package dev.kern.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Values that are texts; see [AsText].
final class TextCodec<T> implements Codec<T> {
  private final Class<T> type;
  private final Method parse;

  /// Fails with [IllegalStateException] if the type can't be read from a text.
  TextCodec(Class<T> type) {
    this.type = type;
    try {
      parse = type.getMethod("parse", String.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no method parse(String)", e);
    }
  }

  @Override
  public @Nullable T read(@Nullable Object tree, RecordMapper mapper) {
    if (tree == null) {
      return null;
    }
    if (!(tree instanceof String)) {
      throw InvalidValueException.unfit(tree, "a string");
    }
    try {
      return type.cast(parse.invoke(type, tree));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("a text can't be read", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a text can't be read", e);
    }
  }

  @Override
  public Object write(T value, RecordMapper mapper) {
    return value.toString();
  }
}
