/// Files as untrusted bytes: their content, the numbers in it, and the error that says where.
///
/// A header may claim anything. What a file really holds is known only by reading it, so every
/// reader built on this package first walks over a file's structure, skipping the bulk of it
/// ([Content#skip] fails if the bytes aren't there), and only then allocates and decodes.
@NullMarked
package dev.kern.data.file;

import org.jspecify.annotations.NullMarked;
