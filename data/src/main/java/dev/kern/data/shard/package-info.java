/// Shards: images packed into large files that are mapped, not read; `docs/SHARDS.md` says what
/// each byte means.
@NullMarked
package dev.kern.data.shard;

import org.jspecify.annotations.NullMarked;
