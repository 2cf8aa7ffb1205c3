package dev.kern.spark;

import dev.kern.data.file.Problem;
import dev.kern.data.shard.ShardIndex;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/// A folder on one of Hadoop's file systems that appears when it is complete: until then it has a
/// hidden name beside its own.
final class ShardOutput implements AutoCloseable {
  private final Path out;
  private final Place place;

  private ShardOutput(Path out, Place place) {
    this.out = out;
    this.place = place;
  }

  /// A shard that was written.
  record Written(String file, String sha256) implements Serializable {}

  /// The hidden folder, as tasks know it.
  record Place(String folder, SerializableConfiguration conf) implements Serializable {
    /// Copies a local file there. A task that is tried again, or runs twice, brings the same bytes.
    void put(java.nio.file.Path file) throws IOException {
      String name = file.getFileName().toString();
      TaskContext task = TaskContext.get();
      Path mine = new Path(folder, "." + name + "." + (task == null ? 0 : task.taskAttemptId()));
      Path whole = new Path(folder, name);
      try (FileSystem files = files()) {
        files.copyFromLocalFile(false, true, new Path(file.toUri()), mine);
        if (!files.rename(mine, whole)) {
          // Some file systems don't rename onto a file.
          files.delete(whole, false);
          if (!files.rename(mine, whole)) {
            throw new IOException("can't rename %s to %s".formatted(mine, name));
          }
        }
      }
    }

    /// A file system of one's own, which leaves no checksum files beside local ones.
    private FileSystem files() throws IOException {
      FileSystem files = FileSystem.newInstance(new Path(folder).toUri(), conf.value());
      files.setWriteChecksum(false);
      return files;
    }
  }

  /// Fails with `DataException` if the folder exists already.
  static ShardOutput create(SparkSession spark, String folder) throws IOException {
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    Path given = new Path(folder);
    FileSystem files = given.getFileSystem(conf.value());
    Path out = files.makeQualified(given);
    if (files.exists(out)) {
      throw Problem.at(out.toString(), "already exists").fix("choose another name, or delete it");
    }
    Path hidden = new Path(out.getParent(), "." + out.getName() + ".kern.tmp");
    files.delete(hidden, true); // what a killed program left
    files.mkdirs(hidden);
    return new ShardOutput(out, new Place(hidden.toString(), conf));
  }

  Place place() {
    return place;
  }

  /// Adds the index, and gives the folder its name.
  void finish(ShardIndex index) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("kern-shards");
    java.nio.file.Path file = folder.resolve(ShardIndex.NAME);
    try {
      index.write(folder);
      place.put(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
    try (FileSystem files = place.files()) {
      if (!files.rename(new Path(place.folder), out)) {
        throw new IOException("can't rename %s to %s".formatted(place.folder, out.getName()));
      }
    }
  }

  /// Deletes what isn't complete.
  @Override
  public void close() throws IOException {
    try (FileSystem files = place.files()) {
      files.delete(new Path(place.folder), true);
    }
  }
}
