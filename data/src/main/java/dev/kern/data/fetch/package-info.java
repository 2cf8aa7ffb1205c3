/// Published data sets, downloaded: a [Publication] knows which files a data set consists of, and
/// [Fetch] brings them to the disk.
@NullMarked
package dev.kern.data.fetch;

import org.jspecify.annotations.NullMarked;
