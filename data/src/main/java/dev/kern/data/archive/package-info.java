/// Reads the files in folders and archives sequentially, without unpacking them to disk.
@NullMarked
package dev.kern.data.archive;

import org.jspecify.annotations.NullMarked;
