/// The safetensors format: named tensors in one file, with a checksum of the content.
@NullMarked
package dev.kern.safetensors;

import org.jspecify.annotations.NullMarked;
