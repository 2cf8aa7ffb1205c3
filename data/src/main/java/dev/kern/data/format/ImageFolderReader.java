package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageTarget;
import dev.kern.data.Provenance;
import dev.kern.data.ResizeMode;
import dev.kern.data.UnreadableImage;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// A walk through a folder or archive of images, which remembers what it didn't take.
///
/// Whether the set has folders of splits is known at the end only. If it has, what lies outside
/// them is none of its images; so these are gathered by themselves.
final class ImageFolderReader implements Archive.Visitor {
  /// Images that may become the data set.
  ///
  /// @param table those that can be decoded
  /// @param broken those that can't
  /// @param failures why they can't
  /// @param all the names of all
  private record Gathered(
      ImageCollector table, List<UnreadableImage> broken, List<DataException> failures, Names all) {
    static Gathered of(Path path, ImageTarget sizing, Optional<ImageTarget.Extents> advised) {
      return new Gathered(
          new ImageCollector(path, sizing, advised),
          new ArrayList<>(),
          new ArrayList<>(),
          new Names());
    }

    void add(Path path, ImageFileName name, String file, byte[] content) {
      all.add(file);
      try {
        table.add(name, file, content);
      } catch (DataException e) {
        failures.add(e);
        broken.add(new UnreadableImage(file, reason(Archive.place(path, file), e)));
      }
    }

    /// The first line of a message without the file that it begins with.
    private static String reason(String place, DataException failure) {
      String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
      boolean within = first.startsWith(place + ": ") || first.startsWith(place + ", ");
      return within ? first.substring(place.length() + 2) : first;
    }
  }

  /// Names that are counted, and the first of which, in their order, are told.
  private static final class Names {
    private static final int MOST = 5;

    private final NavigableSet<String> first = new TreeSet<>();
    private int count;

    void add(String name) {
      count++;
      first.add(Problem.quote(name));
      if (first.size() > MOST) {
        first.pollLast();
      }
    }

    boolean isEmpty() {
      return count == 0;
    }

    /// `skipped 7 files: 'a', 'b' and 5 more`.
    void tell(DatasetBuilder assembly, String one, String several, String where) {
      if (count > 0) {
        int more = count - first.size();
        assembly.warn(
            "skipped %s %s%s: %s%s"
                .formatted(
                    Problem.count(count),
                    count == 1 ? one : several,
                    where,
                    String.join(", ", first),
                    more == 0 ? "" : " and " + Problem.count(more) + " more"));
      }
    }
  }

  private final Path path;
  private final ImageChecksum sum;
  private final Gathered inParts;
  private final Gathered outside;
  private final Names links = new Names();
  private final Names classless = new Names();
  private final Names otherFiles = new Names();
  private final NavigableSet<String> folders = new TreeSet<>();
  private final NavigableSet<String> used = new TreeSet<>(); // folders with images

  ImageFolderReader(Path path, ImageTarget sizing, Optional<ImageTarget.Extents> advised) {
    this.path = path;
    this.sum = new ImageChecksum(path);
    this.inParts = Gathered.of(path, sizing, advised);
    this.outside = Gathered.of(path, sizing, advised);
  }

  @Override
  public boolean wants(String name) {
    if (ImageFileName.isHidden(name)) {
      return false;
    }
    boolean image = ImageFileName.isImage(name);
    boolean wanted = image && ImageFileName.of(name).isPresent();
    if (image) {
      used.add(folderOf(name));
    }
    if (!wanted) {
      (image ? classless : otherFiles).add(name);
    }
    return wanted;
  }

  @Override
  public void file(String file, byte[] content) {
    ImageFileName name = ImageFileName.of(file).orElseThrow();
    sum.add(file, content);
    (name.splitName().isPresent() ? inParts : outside).add(path, name, file, content);
  }

  @Override
  public void folder(String name) {
    if (!name.isEmpty() && !ImageFileName.isHidden(name)) {
      folders.add(name);
    }
  }

  @Override
  public void link(String name) {
    if (!ImageFileName.isHidden(name)) {
      links.add(name);
    }
  }

  private static String folderOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /// The data set; fails with `DataException` if no image is usable, or sizes differ.
  Dataset finish(String format, Optional<ResizeMode> fit) {
    boolean hasParts = !inParts.all.isEmpty();
    Gathered gathered = hasParts ? inParts : outside;
    if (gathered.table.isEmpty()) {
      throw gathered.failures.getFirst();
    }
    DatasetBuilder assembly = new DatasetBuilder();
    if (!gathered.broken.isEmpty()) {
      assembly.warn(UnreadableImage.warning(gathered.broken));
    }
    links.tell(assembly, "link", "links", "");
    if (hasParts) {
      outside.all.tell(assembly, "image", "images", " outside the folders of splits");
    }
    classless.tell(assembly, "image", "images", " outside any class folder");
    otherFiles.tell(assembly, "file", "files", " without the extension of an image");
    Names empty = new Names();
    folders.stream().filter(this::isEmpty).forEach(empty::add);
    empty.tell(assembly, "folder", "folders", " without images");
    Provenance provenance = sum.provenance(format);
    return gathered
        .table
        .finish(assembly, fit.map(provenance::withFit).orElse(provenance))
        .withBroken(gathered.broken);
  }

  /// Whether neither an image nor another folder lies in a folder.
  private boolean isEmpty(String folder) {
    String below = folder + "/";
    return !used.contains(folder) && !begins(folders, below) && !begins(used, below);
  }

  private static boolean begins(NavigableSet<String> names, String with) {
    String next = names.ceiling(with);
    return next != null && next.startsWith(with);
  }
}
