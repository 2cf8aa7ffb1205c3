/// How a network is improved: optimisers, learning rates over a run, when to stop.
///
/// These are plain values that a recipe holds; they become `UpdateRule` and `Schedule` of the graph
/// when a run starts.
@NullMarked
package dev.kern.optimize;

import org.jspecify.annotations.NullMarked;
