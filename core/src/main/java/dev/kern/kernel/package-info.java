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
