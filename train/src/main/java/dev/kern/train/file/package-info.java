/// Files that are there whole or not at all, and tensors in them.
@NullMarked
package dev.kern.train.file;

import org.jspecify.annotations.NullMarked;
