/// Converts data sets to other formats: [Conversion] writes what [dev.kern.data.format.Datasets]
/// opens.
@NullMarked
package dev.kern.data.convert;

import org.jspecify.annotations.NullMarked;
