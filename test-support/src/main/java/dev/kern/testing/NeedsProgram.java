package dev.kern.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks tests that run a program such as `curl`. Where it isn't installed, they are skipped, and a
/// line says so.
@Documented
@ExtendWith(ProgramCondition.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface NeedsProgram {
  /// What it is called.
  String value();
}
