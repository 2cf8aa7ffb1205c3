/// The page on which people try a network: they draw or choose an image and see what each layer
/// makes of it.
@NullMarked
package dev.kern.serve.page;

import org.jspecify.annotations.NullMarked;
