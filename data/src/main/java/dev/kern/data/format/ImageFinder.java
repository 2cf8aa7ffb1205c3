package dev.kern.data.format;

import dev.kern.data.ImageFiles;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ForeignImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/// Finds image files by what a user names.
///
/// | named                        | found                                                      |
/// |------------------------------|------------------------------------------------------------|
/// | a folder                     | the images in it, at any depth, in the order of their paths |
/// | a zip or tar file            | the images in it, in its order                             |
/// | a data set of another format | its images, such as the rows of a table or an array        |
/// | any other file               | that file                                                  |
/// | a pattern such as `*/a*.png` | all that it matches, each as if it had been named          |
///
/// In patterns `*`, `?`, `[a-c]` and `{a,b}` stand for parts of a name, `**` for any folders. What
/// exists under the very name is no pattern. Hidden files are found only where they are named.
public final class ImageFinder {
  private static final String PATTERN_CHARACTERS = "*?[{";
  private static final String ANY_FOLDERS = "**";

  private final Listener listener;

  private ImageFinder(Listener listener) {
    this.listener = listener;
  }

  /// Receives what is found, in order. A `DataException` that it throws is taken for one of the
  /// search.
  public interface Listener {
    /// An image, or what was named as one.
    ///
    /// @param name its path; that of the archive with its name in it, if it is in one
    /// @param bytes its size, or 0 if that isn't known
    /// @param content reads it, on any thread; fails with `DataException` if it can't be read
    void image(String name, long bytes, Supplier<byte[]> content);

    /// A file or folder whose images aren't files of their own, such as a table of pixels or an
    /// array: [DatasetReader#imagesOnly] reads them.
    ///
    /// @param name as it was named
    void dataset(String name, Path path);

    /// What was named and holds no images, or can't be searched.
    void failure(DataException problem);

    /// What the user should know of a search.
    void noted(String note);
  }

  /// Finds what a word names, which may be a pattern.
  public static void find(String word, Listener listener) {
    ImageFinder finder = new ImageFinder(listener);
    boolean pattern = word.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0);
    if (pattern && path(word).filter(Files::exists).isEmpty()) {
      finder.matching(word);
    } else {
      finder.named(word);
    }
  }

  /// Finds what a path names, whatever characters it has.
  public static void findPath(String path, Listener listener) {
    new ImageFinder(listener).named(path);
  }

  private static Optional<Path> path(String word) {
    try {
      return Optional.of(Path.of(word));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private void named(String word) {
    Optional<Path> named = path(word);
    if (named.isEmpty()) {
      listener.failure(
          Problem.at(Problem.quote(word), "not a valid path").fix("check its characters"));
      return;
    }
    Path path = named.get();
    try {
      boolean searched =
          FileStatus.isFolder(path)
              || (FileStatus.isFile(path) && !ImageFileName.isImage(word.replace('\\', '/')));
      Optional<Archive> archive = searched ? Archive.of(path) : Optional.empty();
      if (archive.isPresent()) {
        search(word, path, archive.get());
      } else if (searched && isDataset(path)) {
        listener.dataset(word, path);
      } else {
        long bytes = FileStatus.isFile(path) ? path.toFile().length() : 0;
        listener.image(word, bytes, () -> ImageFiles.content(path));
      }
    } catch (DataException e) {
      listener.failure(e);
    }
  }

  private static boolean isDataset(Path path) {
    return DatasetFormat.of(path)
        .filter(format -> !(format instanceof ImageFolderFormat))
        .isPresent();
  }

  private void search(String word, Path path, Archive archive) {
    Search search = new Search(word.endsWith("/") ? word : word + "/", listener);
    archive.visit(search);
    if (search.images == 0 && isDataset(path)) {
      listener.dataset(word, path);
    } else if (search.images == 0) {
      FolderContents contents = FolderContents.of(archive);
      listener.failure(
          Problem.at(word, "contains no images")
              .given(contents.toString())
              .fix("name another folder or archive, or image files")
              .noting(contents.notes()));
    } else {
      search.tell(word);
    }
  }

  /// Passes on the images in a folder or archive.
  private static final class Search implements Archive.Visitor {
    private final String prefix;
    private final Listener listener;
    private int images;
    private int others;
    private int links;

    Search(String prefix, Listener listener) {
      this.prefix = prefix;
      this.listener = listener;
    }

    @Override
    public boolean wants(String name) {
      if (ImageFileName.isHidden(name)) {
        return false;
      }
      // Images of kinds that can't be read are tried as well, so that they are missed by name.
      boolean image = ImageFileName.isImage(name) || ForeignImage.ofName(name).isPresent();
      others += image ? 0 : 1;
      return image;
    }

    @Override
    public void link(String name) {
      links += ImageFileName.isHidden(name) ? 0 : 1;
    }

    @Override
    public void note(String line) {
      listener.noted(prefix + ": " + line);
    }

    void tell(String where) {
      if (others > 0) {
        listener.noted(
            "%s: skipped %s %s without the extension of an image"
                .formatted(where, Problem.count(others), others == 1 ? "file" : "files"));
      }
      if (links > 0) {
        listener.noted(
            "%s: skipped %s %s outside, nowhere or in a circle"
                .formatted(
                    where,
                    Problem.count(links),
                    links == 1 ? "link that leads" : "links that lead"));
      }
    }

    @Override
    public void file(String name, Archive.Entry entry) {
      images++;
      listener.image(prefix + name, entry.bytes(), entry::content);
    }
  }

  private void matching(String pattern) {
    List<String> found;
    try {
      found = matches(pattern);
    } catch (PatternSyntaxException _) {
      listener.failure(
          Problem.at(Problem.quote(pattern), "not a valid pattern")
              .expected("names with *, ?, [a-c] or {a,b}, and ** for any folders")
              .fix("check the pattern"));
      return;
    }
    found.forEach(this::named);
    if (found.isEmpty()) {
      listener.failure(
          Problem.at(Problem.quote(pattern), "no file matches this pattern")
              .fix(
                  "check the pattern"
                      + (pattern.startsWith("/")
                          ? ""
                          : ", which is relative to " + Path.of("").toAbsolutePath())));
    }
  }

  /// The paths that a pattern matches, in their order.
  private static List<String> matches(String pattern) {
    String slashed = File.separatorChar == '\\' ? pattern.replace('\\', '/') : pattern;
    List<String> steps = List.of(slashed.split("/", -1));
    List<String> found = List.of("");
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      String end = i < steps.size() - 1 ? "/" : "";
      List<String> next = new ArrayList<>();
      for (String above : found) {
        if (step.equals(ANY_FOLDERS) && !end.isEmpty()) {
          next.add(above);
          addFolders(above, next);
        } else if (step.chars().noneMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0)) {
          next.add(above + step + end);
        } else {
          PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + step);
          for (Path child : children(above, step.startsWith("."))) {
            if (matcher.matches(child.getFileName())) {
              next.add(above + child.getFileName() + end);
            }
          }
        }
      }
      found = next;
    }
    return found.stream()
        .filter(name -> !name.isEmpty() && Files.exists(Path.of(name)))
        .distinct()
        .sorted()
        .toList();
  }

  private static void addFolders(String above, List<String> into) {
    for (Path child : children(above, false)) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        String name = above + child.getFileName() + "/";
        into.add(name);
        addFolders(name, into);
      }
    }
  }

  /// What lies in a folder; nothing if it can't be read, as in a shell.
  private static List<Path> children(String folder, boolean hidden) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> paths =
        Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
      for (Path path : paths) {
        if (hidden || !path.getFileName().toString().startsWith(".")) {
          children.add(path);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      children.clear();
    }
    return children;
  }
}
