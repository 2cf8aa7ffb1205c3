/// What happens in a run, as values: training writes them, everything else reads them.
@NullMarked
package dev.kern.train.event;

import org.jspecify.annotations.NullMarked;
