/// The formats of data sets. [Datasets] is the door; each format reads its files into arrays or
/// decoded images, and [DatasetBuilder] makes a data set of them.
@NullMarked
package dev.kern.data.format;

import org.jspecify.annotations.NullMarked;
