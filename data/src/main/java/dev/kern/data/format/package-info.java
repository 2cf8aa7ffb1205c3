/// The formats of data sets. [Datasets] is the entry point; each format reads its files into arrays
/// or decoded images, and [DatasetBuilder] builds a data set from them.
@NullMarked
package dev.kern.data.format;

import org.jspecify.annotations.NullMarked;
