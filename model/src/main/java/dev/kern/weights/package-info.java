/// Weights that other programs have trained: from PyTorch's files and safetensors onto networks of
/// Kern's, by the names that they have there.
@NullMarked
package dev.kern.weights;

import org.jspecify.annotations.NullMarked;
