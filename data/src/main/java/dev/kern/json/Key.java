package dev.kern.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How a component of a record, or a field of a class, is written, where that isn't its name and
/// its value.
@Target({ElementType.METHOD, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
  /// Its key in JSON; empty for the component's own name.
  String value() default "";

  /// Whether the key is left out where an `Optional`, a list or a map is empty, and is read as such
  /// where it is missing; otherwise an empty `Optional` is written as null.
  boolean omitEmpty() default false;
}
