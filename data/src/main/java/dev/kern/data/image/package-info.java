/// Picture files, decoded by the JDK and checked where the JDK looks away.
@NullMarked
package dev.kern.data.image;

import org.jspecify.annotations.NullMarked;
