/// The files that TensorBoard shows.
@NullMarked
package dev.kern.report.tensorboard;

import org.jspecify.annotations.NullMarked;
