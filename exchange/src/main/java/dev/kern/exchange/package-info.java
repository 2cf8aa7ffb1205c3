/// Sums of arrays over several processes, by TCP: the exchange of gradients when they train one
/// network together.
///
/// What is summed are the values of fixed groups, in the order of a fixed [SumTree] over them. Each
/// process, a rank, has some groups in a row, so any number of ranks gets the same bits.
@NullMarked
package dev.kern.exchange;

import org.jspecify.annotations.NullMarked;
