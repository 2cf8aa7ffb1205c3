/// Where the pixels of a data set are kept while it is open: on the heap, or in a file.
@NullMarked
package dev.kern.data.format.store;

import org.jspecify.annotations.NullMarked;
