package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.UnreadableImage;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.file.OrderedTasks;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ForeignImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A walk through a folder or archive of images, which remembers what it didn't take. One thread
/// walks, and reads archives; others read the files of folders, and decode.
final class ImageFolderReader implements Archive.Visitor, AutoCloseable {
  /// An image that is to be read.
  private record Found(FolderLayout.Place place, String file, Archive.Entry entry) {}

  /// An image that was read, or why it can't be decoded.
  ///
  /// @param sum its checksum, as [ImageChecksum] has it
  private record Read(
      Found found,
      String sum,
      long bytes,
      Optional<ImageCollector.Fitted> image,
      Optional<DataException> failure) {}

  /// Broken files that are listed one by one.
  private static final int MOST_BROKEN = 100_000;

  /// Small images are handed to a thread by so many files or bytes.
  private static final int MOST_FILES = 64;

  private static final int MOST_BYTES = 1 << 18;

  private final Path path;
  private final Loading how;
  private final FolderTree tree;
  private final FolderLayout layout;
  private final ImageChecksum sum;
  private final PixelBudget budget;
  private final ImageCollector table;
  private final List<UnreadableImage> broken = new ArrayList<>();
  private final List<DataException> failures = new ArrayList<>(); // why the first one is broken
  private final Set<String> notes = new LinkedHashSet<>();
  private final ImageNotes images = new ImageNotes();
  private final NameSample links = new NameSample();
  private final Map<FolderLayout.Use, NameSample> left = new EnumMap<>(FolderLayout.Use.class);
  private final NameSample unreadKinds = new NameSample();
  private final NavigableSet<String> kinds = new TreeSet<>(); // of those
  private final NameSample otherFiles = new NameSample();
  private final NavigableSet<String> folders = new TreeSet<>();
  private final NavigableSet<String> used = new TreeSet<>(); // folders with images
  private final OrderedTasks<List<Read>> tasks;
  private Optional<FolderLayout.Place> wanted = Optional.empty(); // of the last name
  private List<Found> batch = new ArrayList<>();
  private long batchBytes;
  private long count;

  ImageFolderReader(Path path, Loading how, FolderTree tree, FolderLayout layout) {
    this.path = path;
    this.how = how;
    this.tree = tree;
    this.layout = layout;
    this.sum = new ImageChecksum(path);
    this.budget = PixelBudget.of(path);
    this.table = new ImageCollector(path, how);
    this.tasks = OrderedTasks.on(how.threads(), this::take);
  }

  /// The data set in a folder or archive; fails with `DataException` if there is none.
  Dataset read(Archive archive, String format) {
    try {
      archive.visit(this);
    } catch (DataException e) {
      finishTasks(); // what they find comes first
      throw e.noting(told());
    }
    finishTasks();
    return finish(format);
  }

  @Override
  public boolean wants(String given) {
    String name = FolderTree.plain(given);
    wanted = Optional.empty();
    if (name.endsWith("/")) { // a folder of an archive with backslashes
      folder(name.substring(0, name.length() - 1));
    } else if (!ImageFileName.isHidden(name)) {
      if (!ImageFileName.isImage(name)) {
        Optional<ForeignImage> foreign = ForeignImage.ofName(name);
        foreign.ifPresent(kind -> kinds.add(kind.word()));
        (foreign.isPresent() ? unreadKinds : otherFiles).add(name);
        return false;
      }
      String folder = ImageFileName.folderOf(name);
      used.add(folder);
      FolderLayout.Place place = layout.of(folder);
      if (place.use() == FolderLayout.Use.LABELLED) {
        wanted = Optional.of(place);
      } else {
        left.computeIfAbsent(place.use(), _ -> new NameSample()).add(name);
      }
    }
    return wanted.isPresent();
  }

  @Override
  public void file(String name, Archive.Entry entry) {
    batch.add(
        new Found(wanted.orElseThrow(), FolderTree.plain(name), entry)); // it was wanted just now
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
      read.image.ifPresent(image -> take(read.found, image));
      read.failure.ifPresent(failure -> leaveOut(read.found.file, failure));
    }
    count += images.size();
    how.listener().read(count);
  }

  private void take(Found found, ImageCollector.Fitted image) {
    table.add(found.place, found.file, image);
    if (image.turned()) {
      images.turned(found.file);
    }
    image.remark().ifPresent(remark -> images.odd(found.file, remark));
  }

  private void leaveOut(String file, DataException failure) {
    if (failures.isEmpty()) {
      failures.add(failure);
    }
    if (broken.size() == MOST_BROKEN) {
      throw Problem.at(path.toString(), "too many broken images")
          .given("more than %s that can't be decoded".formatted(Problem.count(MOST_BROKEN)))
          .because(failures.getFirst())
          .fix("check that this is the right folder or archive");
    }
    broken.add(new UnreadableImage(file, reason(Archive.place(path, file), failure)));
  }

  /// The first line of a message without the file that it begins with.
  private static String reason(String place, DataException failure) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    boolean within = first.startsWith(place + ": ") || first.startsWith(place + ", ");
    return within ? first.substring(place.length() + 2) : first;
  }

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void folder(String given) {
    String name = FolderTree.plain(given);
    if (!name.isEmpty() && !ImageFileName.isHidden(name)) {
      folders.add(name);
    }
  }

  @Override
  public void link(String given) {
    String name = FolderTree.plain(given);
    if (!ImageFileName.isHidden(name)) {
      links.add(name);
    }
  }

  /// Fails with `DataException` if no image is usable, or sizes differ.
  private Dataset finish(String format) {
    DatasetBuilder assembly = new DatasetBuilder();
    told().forEach(assembly::warn);
    try {
      if (table.isEmpty()) {
        throw failures.getFirst();
      }
      return table.finish(assembly, how.named(sum.provenance(format))).withBroken(broken);
    } catch (DataException e) {
      throw e.noting(assembly.warnings());
    }
  }

  /// What was left out, and what was assumed.
  private List<String> told() {
    List<String> told = new ArrayList<>();
    if (!broken.isEmpty()) {
      told.add(UnreadableImage.warning(broken));
    }
    told.addAll(images.lines());
    links.skippedLinks().ifPresent(told::add);
    left(FolderLayout.Use.OUTSIDE_SPLITS, "outside the folders of splits", told);
    left(FolderLayout.Use.OUTSIDE_CLASSES, "outside any class folder", told);
    left(FolderLayout.Use.UNLABELLED, "without labels", told);
    String unread = " in a format that Kern doesn't read (%s)".formatted(String.join(", ", kinds));
    unreadKinds.skipped("image", "images", unread).ifPresent(told::add);
    otherFiles.skipped("file", "files", " without the extension of an image").ifPresent(told::add);
    NameSample empty = new NameSample();
    folders.stream().filter(this::isEmpty).forEach(empty::add);
    empty.skipped("folder", "folders", " without images").ifPresent(told::add);
    if (tree.hasBackslashes()) {
      told.add("backslashes in names were read as slashes");
    }
    notes.forEach(told::add);
    layout.notes().forEach(told::add);
    return told;
  }

  /// Tells of the images that were left out for a reason.
  private void left(FolderLayout.Use use, String where, List<String> told) {
    left.getOrDefault(use, new NameSample())
        .skipped("image", "images", " " + where)
        .ifPresent(told::add);
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
