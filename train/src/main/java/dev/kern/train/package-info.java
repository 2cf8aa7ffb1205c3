/// Training, and what it leaves behind.
///
/// A [Training] holds the settings; started on data it becomes a [Run], whose `fit` writes events
/// while it goes; a `Classifier` answers for what was learned.
///
/// {@snippet file="dev/kern/examples/EntryPoints.java" region="training"}
@NullMarked
package dev.kern.train;

import org.jspecify.annotations.NullMarked;
