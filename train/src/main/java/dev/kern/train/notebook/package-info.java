/// The three networks of the notebook, with its settings.
@NullMarked
package dev.kern.train.notebook;

import org.jspecify.annotations.NullMarked;
