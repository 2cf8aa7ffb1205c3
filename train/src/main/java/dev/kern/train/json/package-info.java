/// How runs are written as JSON, and settings read from YAML.
@NullMarked
package dev.kern.train.json;

import org.jspecify.annotations.NullMarked;
