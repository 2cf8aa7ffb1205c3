/// Pictures for teachers: what convolution, pooling and gradient descent do to a small letter.
@NullMarked
package dev.kern.report.lesson;

import org.jspecify.annotations.NullMarked;
