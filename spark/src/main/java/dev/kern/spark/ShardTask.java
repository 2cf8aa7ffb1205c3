package dev.kern.spark;

import dev.kern.data.shard.ShardHeader;
import dev.kern.data.shard.ShardWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/// Writes the shard of a partition: the pixels to a local file, since a shard begins with the
/// labels of all its images, then the shard, then a copy of it to where it belongs.
///
/// @param layout all shards
/// @param place the folder that they come to
record ShardTask(ShardLayout layout, ShardOutput.Place place)
    implements Function2<Integer, Iterator<Tuple2<Long, byte[]>>, Iterator<ShardOutput.Written>> {
  @Override
  public Iterator<ShardOutput.Written> call(Integer number, Iterator<Tuple2<Long, byte[]>> images)
      throws IOException {
    ShardLayout.Place shard = layout.shards().get(number);
    Path folder = Files.createTempDirectory("kern-shard");
    Path pixels = folder.resolve("pixels");
    Path file = folder.resolve(shard.file());
    try {
      int[] labels = spool(shard, images, pixels);
      String sha256 = write(layout.header(shard), labels, pixels, file);
      place.put(file);
      return List.of(new ShardOutput.Written(shard.file(), sha256)).iterator();
    } finally {
      Files.deleteIfExists(pixels);
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /// The labels; the pixels come to a file.
  private static int[] spool(
      ShardLayout.Place shard, Iterator<Tuple2<Long, byte[]>> images, Path pixels)
      throws IOException {
    int[] labels = new int[shard.count()];
    long count = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pixels))) {
      for (; images.hasNext(); count++) {
        byte[] packed = images.next()._2;
        if (count < labels.length) {
          labels[(int) count] = ByteBuffer.wrap(packed).getInt();
          out.write(packed, Integer.BYTES, packed.length - Integer.BYTES);
        }
      }
    }
    if (count != labels.length) {
      throw ShardLayout.changed(shard, count);
    }
    return labels;
  }

  private static String write(ShardHeader header, int[] labels, Path pixels, Path file)
      throws IOException {
    byte[] image = new byte[(int) header.imageBytes()];
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(pixels)));
        ShardWriter writer = new ShardWriter(file, header, labels)) {
      for (int i = 0; i < labels.length; i++) {
        in.readFully(image);
        writer.add(image);
      }
      return writer.finish().sha256();
    }
  }
}
