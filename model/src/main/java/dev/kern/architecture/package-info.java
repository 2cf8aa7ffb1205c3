/// Networks of papers, layer by layer, for images of any size and any number of classes.
///
/// Each is written as its paper's table, and knows what torchvision and timm call its modules, so
/// that their weights can be loaded.
@NullMarked
package dev.kern.architecture;

import org.jspecify.annotations.NullMarked;
