/// The notebook's own ways: its three networks, trained with its settings.
@NullMarked
package dev.kern.train.notebook;

import org.jspecify.annotations.NullMarked;
