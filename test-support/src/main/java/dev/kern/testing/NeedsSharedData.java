package dev.kern.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks tests that read [SharedData], and tags them `shared-data`.
///
/// Where the data isn't there, they are skipped, and one line per module says so; with
/// `-Dkern.shared.required=true`, as `.ci/run` has it, they fail.
@Documented
@ExtendWith(SharedDataCondition.class)
@Retention(RetentionPolicy.RUNTIME)
@Tag("shared-data")
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface NeedsSharedData {}
