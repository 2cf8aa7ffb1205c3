/// Decodes image files, with the checks that the JDK, which decodes all but JPEG, lacks.
@NullMarked
package dev.kern.data.image;

import org.jspecify.annotations.NullMarked;
