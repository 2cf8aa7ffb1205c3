/// What training makes small: how far a network's outputs are from what is to be learned.
///
/// Kern's own losses are made by the factories of [Loss]; one of your own is a record that
/// implements it, or [Loss#custom].
@NullMarked
package dev.kern.loss;

import org.jspecify.annotations.NullMarked;
