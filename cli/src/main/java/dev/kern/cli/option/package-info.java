/// The options of commands that are more than a number or a word, with their converters and what
/// they name: data as it is to be read, networks and models.
@NullMarked
package dev.kern.cli.option;

import org.jspecify.annotations.NullMarked;
