package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.UnreadableImage;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.file.OrderedTasks;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// A walk through a folder or archive of images, which remembers what it didn't take. One thread
/// walks, and reads archives; others read the files of folders, and decode.
///
/// Whether the set has folders of splits is known at the end only. If it has, what lies outside
/// them is none of its images; so these are gathered by themselves.
final class ImageFolderReader implements Archive.Visitor, AutoCloseable {
  /// An image that is to be read.
  private record Found(ImageFileName name, String file, Archive.Entry entry) {}

  /// An image that was read, or why it can't be decoded.
  ///
  /// @param sum its checksum, as [ImageChecksum] has it
  private record Read(
      Found found,
      String sum,
      long bytes,
      Optional<ImageCollector.Fitted> image,
      Optional<DataException> failure) {}

  /// Images that may become the data set.
  ///
  /// @param table those that can be decoded
  /// @param broken those that can't
  /// @param failures why the first of them can't
  /// @param all the names of all
  private record Gathered(
      ImageCollector table, List<UnreadableImage> broken, List<DataException> failures, Names all) {
    static Gathered of(Path path, Loading how) {
      return new Gathered(
          new ImageCollector(path, how), new ArrayList<>(), new ArrayList<>(), new Names());
    }

    void add(Path path, Read read) {
      String file = read.found.file;
      all.add(file);
      read.image.ifPresent(image -> table.add(read.found.name, file, image));
      if (read.failure.isPresent()) {
        if (failures.isEmpty()) {
          failures.add(read.failure.get());
        }
        if (broken.size() == MOST_BROKEN) {
          throw Problem.at(path.toString(), "too many broken images")
              .given("more than %s that can't be decoded".formatted(Problem.count(MOST_BROKEN)))
              .because(failures.getFirst())
              .fix("check that this is the right folder or archive");
        }
        broken.add(
            new UnreadableImage(file, reason(Archive.place(path, file), read.failure.get())));
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

  /// Broken files that are listed one by one.
  private static final int MOST_BROKEN = 100_000;

  /// Small images are handed to a thread by so many files or bytes.
  private static final int MOST_FILES = 64;

  private static final int MOST_BYTES = 1 << 18;

  private final Path path;
  private final Loading how;
  private final ImageChecksum sum;
  private final PixelBudget budget;
  private final Gathered inParts;
  private final Gathered outside;
  private final Names links = new Names();
  private final Names classless = new Names();
  private final Names otherFiles = new Names();
  private final NavigableSet<String> folders = new TreeSet<>();
  private final NavigableSet<String> used = new TreeSet<>(); // folders with images
  private final OrderedTasks<List<Read>> tasks;
  private Optional<ImageFileName> named = Optional.empty(); // what the last name says
  private List<Found> batch = new ArrayList<>();
  private long batchBytes;
  private long count;

  ImageFolderReader(Path path, Loading how) {
    this.path = path;
    this.how = how;
    this.sum = new ImageChecksum(path);
    this.budget = PixelBudget.of(path);
    this.inParts = Gathered.of(path, how);
    this.outside = Gathered.of(path, how);
    this.tasks = OrderedTasks.on(how.threads(), this::take);
  }

  /// The data set in a folder or archive; fails with `DataException` if there is none.
  Dataset read(Archive archive, String format) {
    try {
      archive.visit(this);
    } catch (DataException e) {
      finishTasks(); // what they find comes first
      throw e;
    }
    finishTasks();
    return finish(format);
  }

  @Override
  public boolean wants(String name) {
    if (ImageFileName.isHidden(name)) {
      return false;
    }
    boolean image = ImageFileName.isImage(name);
    named = image ? ImageFileName.of(name) : Optional.empty();
    boolean wanted = named.isPresent();
    if (image) {
      used.add(folderOf(name));
    }
    if (!wanted) {
      (image ? classless : otherFiles).add(name);
    }
    return wanted;
  }

  @Override
  public void file(String file, Archive.Entry entry) {
    batch.add(new Found(named.orElseThrow(), file, entry)); // it was wanted just now
    batchBytes += entry.bytes();
    if (batch.size() == MOST_FILES || batchBytes >= MOST_BYTES) {
      hand();
    }
  }

  private void hand() {
    List<Found> those = batch;
    tasks.add(batchBytes, () -> those.stream().map(this::read).toList());
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  private void finishTasks() {
    hand();
    tasks.finish();
  }

  /// Reads and decodes a file; done by any thread.
  private Read read(Found found) {
    byte[] content = found.entry.content();
    String check = sum.of(content);
    ImageCollector.Fitted image;
    try {
      image = ImageCollector.fit(Archive.place(path, found.file), content, how.sizing());
    } catch (DataException e) {
      if (e.getCause() instanceof OutOfMemoryError) {
        throw e; // not the image's fault, nor would the next ones find room
      }
      return new Read(found, check, content.length, Optional.empty(), Optional.of(e));
    }
    budget.spend(image.pixels());
    return new Read(found, check, content.length, Optional.of(image), Optional.empty());
  }

  private void take(List<Read> images) {
    for (Read read : images) {
      sum.add(read.found.file, read.sum, read.bytes);
      (read.found.name.splitName().isPresent() ? inParts : outside).add(path, read);
    }
    count += images.size();
    how.listener().read(count);
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

  /// Fails with `DataException` if no image is usable, or sizes differ.
  private Dataset finish(String format) {
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
    return gathered.table.finish(assembly, sum.provenance(format)).withBroken(gathered.broken);
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

  /// Ends the threads.
  @Override
  public void close() {
    tasks.close();
  }
}
