/// The commands of `./kern`: one class per command. Only this package and those below it print.
@NullMarked
package dev.kern.cli;

import org.jspecify.annotations.NullMarked;
