/// How a network is improved: optimisers, learning rates that follow the validation results, when
/// to stop.
///
/// These are plain values that a recipe holds, beside the `RateSchedule` of the graph.
@NullMarked
package dev.kern.optimize;

import org.jspecify.annotations.NullMarked;
