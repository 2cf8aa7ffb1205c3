package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.archive.Archive;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The folders with images of a folder or archive, by their names alone.
///
/// Windows writes archives whose names have backslashes. They count as slashes in names that have
/// no slash, also where other names of the same archive have some.
final class FolderTree implements Archive.Visitor {
  /// A folder that has images somewhere below.
  static final class Folder {
    private final String name;
    private final SortedMap<String, Folder> folders = new TreeMap<>();
    private int images;

    private Folder(String name) {
      this.name = name;
    }

    /// Its name in composed form.
    String name() {
      return name;
    }

    /// The folders in it.
    List<Folder> folders() {
      return List.copyOf(folders.values());
    }

    /// Whether images lie directly in it.
    boolean hasImages() {
      return images > 0;
    }
  }

  /// Folders deeper than this count as those that they lie in.
  private static final int DEEPEST = 64;

  private final Map<String, Integer> images = new HashMap<>();
  private boolean backslashes;

  /// Those of an archive.
  static FolderTree of(Archive archive) {
    FolderTree tree = new FolderTree();
    archive.visit(tree);
    return tree;
  }

  @Override
  public boolean wants(String given) {
    String name = plain(given);
    if (ImageFileName.isImage(name) && !ImageFileName.isHidden(name)) {
      images.merge(ImageFileName.folderOf(name), 1, Integer::sum);
      backslashes |= !name.equals(given);
    }
    return false;
  }

  @Override
  public void file(String name, Archive.Entry entry) {
    throw new AssertionError(name + " was not wanted");
  }

  /// How many images lie in folders that are chosen by their plain names.
  long images(Predicate<String> folders) {
    return images.entrySet().stream()
        .filter(folder -> folders.test(folder.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// Whether backslashes stood for slashes in the name of an image.
  boolean hasBackslashes() {
    return backslashes;
  }

  /// A name with slashes.
  static String plain(String name) {
    return name.indexOf('/') < 0 ? name.replace('\\', '/') : name;
  }

  /// The folder that holds all others.
  Folder top() {
    Folder top = new Folder("");
    images.forEach((folder, count) -> find(top, folder).images += count);
    return top;
  }

  /// The folder of a name below another one, made if it isn't there.
  static Folder find(Folder top, String name) {
    Folder folder = top;
    for (String step : steps(name)) {
      folder = folder.folders.computeIfAbsent(step, Folder::new);
    }
    return folder;
  }

  private static List<String> steps(String name) {
    return Arrays.stream(name.split("/", -1))
        .filter(step -> !step.isEmpty() && !step.equals("."))
        .limit(DEEPEST)
        .map(Labels::normalized)
        .toList();
  }
}
