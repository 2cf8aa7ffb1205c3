package dev.kern.data.format;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.npy.NpyFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// NumPy's files, each opened when it is asked for, and closed at the end.
final class NpyFiles implements NamedArrays.Source, AutoCloseable {
  private final Function<String, Content> contents;
  private final Map<String, NpyFile> open = new TreeMap<>();

  /// @param contents opens the file of an array
  NpyFiles(Function<String, Content> contents) {
    this.contents = contents;
  }

  private NpyFile file(String name) {
    return open.computeIfAbsent(name, _ -> NpyFile.of(contents.apply(name)));
  }

  @Override
  public NumberArray array(String name) {
    return file(name);
  }

  @Override
  public boolean isText(String name) {
    return file(name).isText();
  }

  @Override
  public List<String> texts(String name) {
    return file(name).texts();
  }

  @Override
  public void close() {
    open.values().forEach(NpyFile::close);
  }
}
