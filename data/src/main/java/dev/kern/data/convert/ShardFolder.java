package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.shard.PixelType;
import dev.kern.data.shard.ShardHeader;
import dev.kern.data.shard.ShardIndex;
import dev.kern.data.shard.ShardIndex.Entry;
import dev.kern.data.shard.ShardWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes a folder of shards with its index.
record ShardFolder(ExportedImages images, long shardBytes) {
  void write(Path folder) throws IOException {
    Map<String, List<Entry>> splits = new LinkedHashMap<>();
    for (SplitName splitName : images.splitNames()) {
      splits.put(splitName.key(), shards(splitName, folder));
    }
    ImageShape shape = images.shape();
    new ShardIndex(
            ShardIndex.FORMAT,
            pixels().toString(),
            List.of(shape.height(), shape.width(), shape.channels()),
            images.data().classNames(),
            images.data().normalization(),
            splits)
        .write(folder);
  }

  private PixelType pixels() {
    return images.areBytes() ? PixelType.UINT8 : PixelType.FLOAT32;
  }

  private List<Entry> shards(SplitName splitName, Path folder) throws IOException {
    long imageBytes = header(1).imageBytes();
    int count = images.split(splitName).count();
    int most = Math.clamp(Math.floorDiv(shardBytes, imageBytes), 1, count);
    List<Entry> entries = new ArrayList<>();
    for (int from = 0; from < count; from += most) {
      String name = String.format(Locale.ROOT, "%s-%05d.shard", splitName.key(), entries.size());
      entries.add(shard(splitName, from, Math.min(count, from + most), folder.resolve(name)));
    }
    return entries;
  }

  private ShardHeader header(int count) {
    ImageShape shape = images.shape();
    return new ShardHeader(pixels(), shape.height(), shape.width(), shape.channels(), count);
  }

  private Entry shard(SplitName splitName, int from, int to, Path file) throws IOException {
    Split split = images.split(splitName);
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = split.label(from + i);
    }
    try (ShardWriter writer = new ShardWriter(file, header(labels.length), labels)) {
      if (images.areBytes()) {
        images.bytes(splitName, from, to, (_, image) -> writer.add(image));
      } else {
        images.floats(splitName, from, to, (_, image) -> writer.add(image));
      }
      return writer.finish();
    }
  }
}
