/// Files within folders and archives, read one after the other and never unpacked to disk.
@NullMarked
package dev.kern.data.archive;

import org.jspecify.annotations.NullMarked;
