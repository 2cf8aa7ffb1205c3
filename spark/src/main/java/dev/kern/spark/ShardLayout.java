package dev.kern.spark;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.shard.PixelType;
import dev.kern.data.shard.ShardHeader;
import dev.kern.data.shard.ShardIndex;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.Partitioner;

/// Which image comes to which shard: as `kern data convert` does it.
///
/// @param shards in the order of images: by split, as the table was sorted, and by key
record ShardLayout(
    int height, int width, int channels, boolean bytes, List<String> classes, List<Place> shards)
    implements Serializable {
  /// A shard to be written.
  ///
  /// @param begin how many images of all splits come before its first
  record Place(String split, String file, long begin, int count) implements Serializable {}

  static ShardLayout of(TableSummary summary, boolean bytes, long shardBytes) {
    ImageShape shape = summary.shape();
    long imageBytes = (long) shape.size() * (bytes ? Byte.BYTES : Float.BYTES);
    List<Place> shards = new ArrayList<>();
    long begin = 0;
    for (Map.Entry<String, Long> split : summary.counts().entrySet()) {
      if (split.getValue() > Integer.MAX_VALUE) {
        throw Problem.at("the table to pack", "too many images in one split")
            .given(Problem.count(split.getValue()))
            .expected("at most " + Problem.count(Integer.MAX_VALUE))
            .fix("pack a part of them");
      }
      int count = split.getValue().intValue();
      int most = Math.clamp(Math.floorDiv(shardBytes, imageBytes), 1, count);
      int number = 0;
      for (long from = 0; from < count; from += most) {
        shards.add(
            new Place(
                split.getKey(),
                String.format(Locale.ROOT, "%s-%05d.shard", split.getKey(), number++),
                begin + from,
                (int) Math.min(most, count - from)));
      }
      begin += count;
    }
    return new ShardLayout(
        shape.height(), shape.width(), shape.channels(), bytes, summary.classes(), shards);
  }

  ImageShape shape() {
    return new ImageShape(height, width, channels);
  }

  ShardHeader header(Place shard) {
    PixelType pixels = bytes ? PixelType.UINT8 : PixelType.FLOAT32;
    return new ShardHeader(pixels, height, width, channels, shard.count);
  }

  /// The index of the shards that were written.
  ShardIndex index(List<ShardOutput.Written> written) {
    Map<String, List<ShardIndex.Entry>> splits = new LinkedHashMap<>();
    for (SplitName name : SplitName.values()) {
      List<ShardIndex.Entry> entries =
          shards.stream()
              .filter(shard -> shard.split.equals(name.key()))
              .map(shard -> entry(shard, written))
              .toList();
      if (!entries.isEmpty()) {
        splits.put(name.key(), entries);
      }
    }
    return new ShardIndex(
        ShardIndex.FORMAT,
        (bytes ? PixelType.UINT8 : PixelType.FLOAT32).toString(),
        List.of(height, width, channels),
        classes,
        bytes ? Optional.of(Normalization.COURSE) : Optional.empty(),
        splits);
  }

  private static ShardIndex.Entry entry(Place shard, List<ShardOutput.Written> written) {
    String sha256 =
        written.stream()
            .filter(one -> one.file().equals(shard.file))
            .findFirst()
            .orElseThrow(() -> changed(shard, 0))
            .sha256();
    return new ShardIndex.Entry(shard.file, shard.count, sha256);
  }

  /// What to say if another number of images came than was counted.
  static RuntimeException changed(Place shard, long images) {
    return Problem.at(shard.file, "the table changed while it was read")
        .given(Problem.count(images) + " images")
        .expected(Problem.count(shard.count) + ", as counted before")
        .fix("write it to a file first, or cache() it, if it isn't the same each time");
  }

  Partitioner partitioner() {
    return new ByShard(shards.stream().mapToLong(Place::begin).toArray());
  }

  /// Each shard is a partition.
  private static final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1;

    private final long[] begins;

    ByShard(long[] begins) {
      this.begins = begins;
    }

    @Override
    public int numPartitions() {
      return begins.length;
    }

    @Override
    public int getPartition(Object index) {
      int found = Arrays.binarySearch(begins, (Long) index);
      return found >= 0 ? found : -found - 2;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByShard that && Arrays.equals(begins, that.begins);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(begins);
    }
  }
}
