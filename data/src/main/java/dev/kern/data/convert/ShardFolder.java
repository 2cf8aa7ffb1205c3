package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.Part;
import dev.kern.data.Split;
import dev.kern.data.shard.PixelType;
import dev.kern.data.shard.ShardHeader;
import dev.kern.data.shard.ShardIndex;
import dev.kern.data.shard.ShardIndex.Entry;
import dev.kern.data.shard.ShardIndex.Scaling;
import dev.kern.data.shard.ShardWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes a folder of shards with its index.
record ShardFolder(ExportedImages pictures, long shardBytes) {
  void write(Path folder) throws IOException {
    Map<String, List<Entry>> parts = new LinkedHashMap<>();
    for (Part part : pictures.parts()) {
      parts.put(part.key(), shards(part, folder));
    }
    ImageShape shape = pictures.shape();
    new ShardIndex(
            ShardIndex.FORMAT,
            pixels().toString(),
            List.of(shape.height(), shape.width(), shape.channels()),
            pictures.data().classNames(),
            pictures.data().normalization().map(n -> new Scaling(n.center(), n.span())),
            parts)
        .write(folder);
  }

  private PixelType pixels() {
    return pictures.areBytes() ? PixelType.UINT8 : PixelType.FLOAT32;
  }

  private List<Entry> shards(Part part, Path folder) throws IOException {
    long pictureBytes = header(1).pictureBytes();
    int count = pictures.split(part).count();
    int most = Math.clamp(Math.floorDiv(shardBytes, pictureBytes), 1, count);
    List<Entry> entries = new ArrayList<>();
    for (int from = 0; from < count; from += most) {
      String name = String.format(Locale.ROOT, "%s-%05d.shard", part.key(), entries.size());
      entries.add(shard(part, from, Math.min(count, from + most), folder.resolve(name)));
    }
    return entries;
  }

  private ShardHeader header(int count) {
    ImageShape shape = pictures.shape();
    return new ShardHeader(pixels(), shape.height(), shape.width(), shape.channels(), count);
  }

  private Entry shard(Part part, int from, int to, Path file) throws IOException {
    Split split = pictures.split(part);
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = split.label(from + i);
    }
    try (ShardWriter writer = new ShardWriter(file, header(labels.length), labels)) {
      if (pictures.areBytes()) {
        pictures.bytes(part, from, to, (_, picture) -> writer.add(picture));
      } else {
        pictures.floats(part, from, to, (_, picture) -> writer.add(picture));
      }
      return writer.finish();
    }
  }
}
