/// Decodes image files: JPEG and plain PNG by Kern itself, other PNG files, BMP and GIF by the JDK,
/// with the checks that it lacks.
@NullMarked
package dev.kern.data.image;

import org.jspecify.annotations.NullMarked;
