/// Files as untrusted bytes: their content, the numbers in it, and errors that say where.
///
/// A header may claim anything. Only reading shows what a file really contains, so every reader
/// built on this package first walks over a file's structure, skipping the bulk of it
/// ([Content#skip] fails if the bytes aren't there), and only then allocates and decodes.
@NullMarked
package dev.kern.data.file;

import org.jspecify.annotations.NullMarked;
