/// Kernels: loops over floats, in which a plan spends its time.
///
/// There are two [KernelLibrary]s that compute the same: a scalar one in plain Java, which runs
/// everywhere, and one on the Vector API. They know only [Buffer]s; ops are defined in `graph`, and
/// `compile` connects the two.
///
/// Tensors are dense and row-major, each in a buffer, which is an array and an offset; images are
/// `[N, H, W, C]`, filters `[K, L, C/G, F]` with the channels of one of `G` groups. Kernels are
/// stateless, so that threads can share them, and allocate nothing: a kernel that needs scratch
/// memory says how much, and the caller passes a [Scratch].
///
/// Vector kernels multiply and add in one rounding, and the order of every sum belongs to the
/// geometry: it depends neither on vectors, registers and threads nor on how a kernel divides its
/// work. So all machines agree on the bits.
///
/// | sum                     | order of its terms                                               |
/// |-------------------------|------------------------------------------------------------------|
/// | convolution             | bias, then for each `u`, for each `c`, each `v`                  |
/// | its gradient by input   | for each `u`, for each `f`, each `j`                             |
/// | its gradient by filter  | for each sample, for each `i`, each `j`                          |
/// | product                 | for each `k`; the bias first, or last if that suits the geometry  |
/// | over a row of numbers   | sixteen partial sums, see `VectorMath`                           |
/// | over rows               | row by row, in two or four partial sums                          |
///
/// Which algorithm computes a convolution depends on the geometry alone, too.
///
/// | letter      | stands for                                          |
/// |-------------|-----------------------------------------------------|
/// | `n h w c`   | batch, rows, columns, channels of an image          |
/// | `f`         | filters, the channels of a convolution's output     |
/// | `i j`       | a pixel: its row and column                         |
/// | `u v`       | a position in a window: its row and column          |
/// | `k`         | the inner index of a product                        |
/// | `x y`       | input and output                                    |
/// | `dx dy`     | gradients of the loss by input and output           |
/// | `w b dw db` | filter or matrix of weights, bias, their gradients  |
/// | `xFrom`     | an element of buffer `x`                            |
/// | `xAt`       | an index of array `x`, in kernels made at run time  |
@NullMarked
package dev.kern.kernel;

import org.jspecify.annotations.NullMarked;
