/// The commands of `./kern`: one class per command, and the only place that prints.
@NullMarked
package dev.kern.cli;

import org.jspecify.annotations.NullMarked;
