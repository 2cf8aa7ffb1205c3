/// Sheets of images: what a data set looks like, and which of its images look wrong.
@NullMarked
package dev.kern.report.sheet;

import org.jspecify.annotations.NullMarked;
