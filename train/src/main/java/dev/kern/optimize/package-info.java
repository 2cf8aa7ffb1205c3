/// Optimisers, learning rates that follow the validation result, early stopping.
///
/// These are plain values, part of a recipe like the `RateSchedule` of the graph.
@NullMarked
package dev.kern.optimize;

import org.jspecify.annotations.NullMarked;
