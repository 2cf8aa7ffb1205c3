/// NumPy's `.npy` files, by themselves or in an `.npz`.
@NullMarked
package dev.kern.data.npy;

import org.jspecify.annotations.NullMarked;
