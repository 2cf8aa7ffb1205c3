package dev.kern.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks tests that open a page in a [Browser], and tags them `browser`.
///
/// Where there is no Chromium, they are skipped, and one line per class says so; with
/// `-Dkern.browser.required=true` they fail.
@Documented
@ExtendWith(BrowserCondition.class)
@Retention(RetentionPolicy.RUNTIME)
@Tag("browser")
@Target(ElementType.TYPE)
public @interface NeedsBrowser {}
