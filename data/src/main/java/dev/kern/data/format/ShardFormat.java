package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.shard.Shard;
import dev.kern.data.shard.ShardIndex;
import dev.kern.data.shard.ShardIndex.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A folder of shards, as `kern data convert` writes it: mapped, not read, so that it may be larger
/// than memory. `docs/SHARDS.md` describes it.
///
/// The shards' checksums are trusted, since computing them would read everything.
final class ShardFormat implements DatasetFormat {
  @Override
  public String name() {
    return "shards";
  }

  @Override
  public String description() {
    return "a folder of shards, which may be larger than memory (index.json, train-00000.shard)";
  }

  @Override
  public boolean accepts(Path path) {
    Path folder = DatasetFormat.folder(path);
    return FileStatus.isFolder(path)
        ? ShardIndex.isIn(path)
        : path.endsWith(ShardIndex.NAME) && ShardIndex.isIn(folder);
  }

  @Override
  public Dataset open(Path path, Loading how) {
    Path folder = DatasetFormat.folder(path);
    Path file = folder.resolve(ShardIndex.NAME);
    ShardIndex index = ShardIndex.read(folder);
    ImageShape shape =
        ImageShape.of(index.shape().get(0), index.shape().get(1), index.shape().get(2))
            .orElseThrow(
                () ->
                    Problem.at(file.toString(), "unsupported image size")
                        .given(index.shape().toString())
                        .expected("height and width from 1 to 8,192, channels from 1 to 4")
                        .fix("convert the data again"));
    Optional<Normalization> normalization = index.normalization();
    float[] table = index.bytes() ? normalization.orElseThrow().table() : new float[0];
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    index
        .splits()
        .forEach(
            (key, shards) ->
                splits.put(splitName(file, key), split(folder, index, shape, shards, table)));
    Dataset data =
        DatasetBuilder.dataset(
            index.classes(), splits, normalization, provenance(path, file, index));
    return DatasetResizer.of(data, how);
  }

  private static Split split(
      Path folder, ShardIndex index, ImageShape shape, List<Entry> shards, float[] table) {
    List<Shard> open =
        shards.stream()
            .map(shard -> Shard.open(folder.resolve(shard.file()), index.header(shard)))
            .toList();
    return new ShardSplit(shape, open, table);
  }

  private static SplitName splitName(Path file, String key) {
    return Arrays.stream(SplitName.values())
        .filter(splitName -> splitName.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.at(file.toString(), "unknown split")
                    .given(Problem.quote(key))
                    .expected("'train', 'valid' or 'test'")
                    .fix("convert the data again"));
  }

  private Provenance provenance(Path path, Path file, ShardIndex index) {
    try {
      List<Provenance.SourceFile> files = new ArrayList<>();
      files.add(new Provenance.SourceFile(ShardIndex.NAME, Files.size(file), Checksum.of(file)));
      for (Entry shard : index.shards()) {
        files.add(
            new Provenance.SourceFile(
                shard.file(), index.header(shard).fileBytes(), shard.sha256()));
      }
      return new Provenance(path.toString(), name(), files);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
