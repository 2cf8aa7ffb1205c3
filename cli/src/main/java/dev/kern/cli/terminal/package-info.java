/// What commands print on: standard output and error, a terminal and its lines of progress, and CSV
/// files.
@NullMarked
package dev.kern.cli.terminal;

import org.jspecify.annotations.NullMarked;
