/// Reads NumPy's `.npy` files, single or in an `.npz`.
@NullMarked
package dev.kern.data.npy;

import org.jspecify.annotations.NullMarked;
