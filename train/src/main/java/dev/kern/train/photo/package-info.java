/// Networks for photographs by name, with settings that are good for them.
@NullMarked
package dev.kern.train.photo;

import org.jspecify.annotations.NullMarked;
