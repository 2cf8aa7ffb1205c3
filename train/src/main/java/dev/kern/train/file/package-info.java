/// The files of a run folder: its event log and its lock.
@NullMarked
package dev.kern.train.file;

import org.jspecify.annotations.NullMarked;
