/// The words by which runs stand in JSON, and settings in YAML.
@NullMarked
package dev.kern.train.json;

import org.jspecify.annotations.NullMarked;
