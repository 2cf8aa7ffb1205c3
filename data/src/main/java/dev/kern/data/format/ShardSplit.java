package dev.kern.data.format;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.shard.Shard;
import java.util.Arrays;
import java.util.List;

/// Images in shards, which the operating system brings to memory page by page.
final class ShardSplit implements Split {
  private final ImageShape shape;
  private final Shard[] shards;
  private final int[] begins; // of each shard, its first image's index
  private final int count;
  private final float[] table; // empty if the shards hold floats

  /// The images of shards, one after the other.
  ///
  /// @param table the floats for the bytes, or empty if the shards hold floats
  ShardSplit(ImageShape shape, List<Shard> shards, float[] table) {
    this.shape = shape;
    this.shards = shards.toArray(Shard[]::new);
    this.begins = new int[shards.size()];
    this.table = table;
    int begin = 0;
    for (int i = 0; i < begins.length; i++) {
      begins[i] = begin;
      begin += this.shards[i].count();
    }
    this.count = begin;
  }

  private int shardOf(int sample) {
    if (sample < 0 || sample >= count) {
      throw new IndexOutOfBoundsException("image %d of %d".formatted(sample, count));
    }
    int found = Arrays.binarySearch(begins, sample);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int sample) {
    int shard = shardOf(sample);
    return shards[shard].label(sample - begins[shard]);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    int shard = shardOf(sample);
    if (table.length == 0) {
      shards[shard].floats(sample - begins[shard], into, at);
    } else {
      shards[shard].bytes(sample - begins[shard], table, into, at);
    }
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return table.length == 0
        ? Split.super.scaled(from, to)
        : new ShardSplit(shape, List.of(shards), to.table());
  }

  @Override
  public boolean isOnDisk() {
    return true;
  }

  @Override
  public void touch(int from, int run) {
    int next = from;
    int rest = run;
    while (rest > 0) {
      int shard = shardOf(next);
      int within = next - begins[shard];
      int some = Math.min(rest, shards[shard].count() - within);
      shards[shard].touch(within, some);
      next += some;
      rest -= some;
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
