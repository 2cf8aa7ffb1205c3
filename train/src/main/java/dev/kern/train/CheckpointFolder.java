package dev.kern.train;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The folder of a run's checkpoints: `step-1000.kern`, `step-2000.kern` and so on, of which the
/// last few are kept.
///
/// @param folder where it is, made when the first one is written
/// @param owner the run
record CheckpointFolder(Path folder, CheckpointIdentity owner) {
  private static final int KEPT = 3;
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.kern");

  /// The newest checkpoint that can be used.
  ///
  /// @param file where it is
  /// @param checkpoint what it holds
  record Newest(Path file, Checkpoint checkpoint) {}

  /// Adds a checkpoint, and when it has reached the disk drops those that are no longer needed.
  ///
  /// Fails with `DataException` if it can't be written; then nothing has changed.
  void add(Checkpoint checkpoint) {
    long step = checkpoint.state().done();
    try {
      if (!FileStatus.isFolder(folder)) {
        Files.createDirectory(folder);
        AtomicOutput.force(folder.resolveSibling("."));
      }
      checkpoint.write(folder.resolve("step-" + step + ".kern"), owner);
      // Files of later steps are broken ones: they are replaced when their step comes.
      for (Path old :
          files().headMap(step, true).descendingMap().values().stream().skip(KEPT).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  /// The newest checkpoint that is as it was written.
  ///
  /// Fails with `DataException` if it belongs to another run, or a newer Kern has written it.
  ///
  /// @param skipped takes a sentence about each newer one that isn't
  Optional<Newest> newest(List<String> skipped) {
    try {
      for (Path file : files().descendingMap().values()) {
        Optional<Safetensors> content = whole(file, skipped);
        if (content.isPresent()) {
          owner.expectOwn(file.toString(), content.get().metadata());
          return Optional.of(new Newest(file, Checkpoint.of(file, content.get())));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
  }

  private static Optional<Safetensors> whole(Path file, List<String> skipped) {
    try {
      Safetensors content = Safetensors.read(file);
      Checkpoint.expectWhole(file, content);
      return Optional.of(content);
    } catch (DataException e) {
      skipped.add(String.valueOf(e.getMessage()).lines().findFirst().orElseThrow());
      return Optional.empty();
    }
  }

  /// The file of the last checkpoint that was written, if there is one.
  Optional<Path> last() {
    return lastEntry().map(Map.Entry::getValue);
  }

  /// The steps that the last checkpoint knows of; 0 if there is none.
  long lastStep() {
    return lastEntry().map(Map.Entry::getKey).orElse(0L);
  }

  private Optional<Map.Entry<Long, Path>> lastEntry() {
    try {
      return Optional.ofNullable(files().lastEntry());
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
  }

  /// The files by their steps.
  private TreeMap<Long, Path> files() throws IOException {
    TreeMap<Long, Path> files = new TreeMap<>();
    if (FileStatus.isFolder(folder)) {
      List<Path> entries = new ArrayList<>();
      try (var stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      for (Path entry : entries) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches()) {
          files.put(Long.valueOf(name.group(1)), entry);
        }
      }
    }
    return files;
  }
}
