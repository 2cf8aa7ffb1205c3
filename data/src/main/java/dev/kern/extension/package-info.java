/// Parts of your own that files and the command line may name: how a jar brings them, and who keeps
/// them.
@NullMarked
package dev.kern.extension;

import org.jspecify.annotations.NullMarked;
