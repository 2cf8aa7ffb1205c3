/// The options of commands that are more than a number or a word, with their converters.
@NullMarked
package dev.kern.cli.option;

import org.jspecify.annotations.NullMarked;
