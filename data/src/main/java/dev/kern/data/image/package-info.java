/// Image files, checked where the JDK, which decodes all but JPEG, looks away.
@NullMarked
package dev.kern.data.image;

import org.jspecify.annotations.NullMarked;
