/// Loops over floats: everything that a plan spends its time in.
///
/// [KernelLibrary] gives out the loops, in two sets that compute the same: scalar ones in plain
/// Java, which run everywhere, and vector ones on the Vector API. Both know [Buffer]s only; what
/// they mean is the business of `graph`, and `compile` knows both.
///
/// Tensors are dense and row-major, each in a buffer, which is an array and an offset; images are
/// `[N, H, W, C]`, filters `[K, L, C/G, F]` with the channels of one of `G` groups. Loops keep no
/// state, so that threads share them, and allocate nothing: a loop that needs scratch memory says
/// how much, and the caller brings a [Scratch].
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
