/// Sheets of pictures: what a data set looks like, and which of its pictures look wrong.
@NullMarked
package dev.kern.report.sheet;

import org.jspecify.annotations.NullMarked;
