package dev.kern.serve.store;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a model's versions are: a run folder or a model file is version 1; of a folder that has
/// folders 1, 2 and so on, each is a version.
///
/// @param name the name that clients ask for
/// @param path a run folder, a model file of Kern's or of another program's, or a folder of
///   versions
public record ModelLocation(String name, Path path) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
  private static final String RUN = "model.safetensors";
  private static final String ONNX = "model.onnx";

  /// Refuses names that don't fit a URL.
  public ModelLocation {
    if (!NAME.matcher(name).matches()) {
      throw Problem.at(path.toString(), "the model's name can't be part of a URL")
          .given(Problem.quote(name))
          .expected("letters, digits, dots, hyphens and underscores")
          .fix("give it another name: letters=" + path);
    }
  }

  /// What a user says: `letters=runs/lenet-1`, or a path, whose last part is the name.
  ///
  /// Fails with `DataException` if the name can't be part of a URL.
  public static ModelLocation parse(String word) {
    int equals = word.indexOf('=');
    if (equals > 0 && NAME.matcher(word.substring(0, equals)).matches()) {
      return new ModelLocation(word.substring(0, equals), Path.of(word.substring(equals + 1)));
    }
    Path path = Path.of(word);
    Path last = path.toAbsolutePath().normalize();
    if (last.endsWith(RUN) && last.getParent() != null) {
      last = last.getParent();
    }
    return new ModelLocation(
        String.valueOf(last.getFileName())
            .replaceFirst("\\.(onnx|safetensors|keras|h5|hdf5|pth|pt)$", ""),
        path);
  }

  /// The path of each version.
  ///
  /// Fails with `DataException` if there is none.
  NavigableMap<Long, Path> versions() {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    if (!FileStatus.isFolder(path) || FileStatus.exists(path.resolve(RUN))) {
      versions.put(1L, path);
      return versions;
    }
    for (Path folder : folders()) {
      String version = folder.getFileName().toString();
      if (VERSION.matcher(version).matches()) {
        versions.put(
            Long.valueOf(version),
            FileStatus.exists(folder.resolve(ONNX)) ? folder.resolve(ONNX) : folder);
      }
    }
    if (versions.isEmpty()) {
      throw Problem.at(path.toString(), "no model in this folder")
          .expected(RUN + ", or folders 1, 2 and so on, one for each version")
          .fix("choose another folder, or wait until the run finishes");
    }
    return versions;
  }

  private List<Path> folders() {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(FileStatus::isFolder).toList();
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// Reads the model at a path, whatever program its file is from.
  public static TrainedModel read(Path path) {
    return ModelFiles.read(path);
  }
}
