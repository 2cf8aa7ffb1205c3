/// Shards: images packed into large files that are memory-mapped; `docs/SHARDS.md` specifies every
/// byte.
@NullMarked
package dev.kern.data.shard;

import org.jspecify.annotations.NullMarked;
