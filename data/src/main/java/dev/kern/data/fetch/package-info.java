/// Downloads published data sets: a [Publication] lists the files of a data set, and [Fetch]
/// downloads them.
@NullMarked
package dev.kern.data.fetch;

import org.jspecify.annotations.NullMarked;
