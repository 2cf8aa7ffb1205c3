/// The words by which networks stand in JSON.
@NullMarked
package dev.kern.layer.json;

import org.jspecify.annotations.NullMarked;
