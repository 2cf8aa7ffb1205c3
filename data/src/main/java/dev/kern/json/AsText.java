package dev.kern.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A type whose values JSON has as texts: what `toString` says, and its static method
/// `parse(String)` reads, which fails with [IllegalArgumentException].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface AsText {}
