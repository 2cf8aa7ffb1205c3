package dev.kern.data.fetch;

import dev.kern.data.Dataset;
import dev.kern.data.archive.Archive;
import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.FileClaim;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.format.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Downloads published data sets.
public final class Fetch {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String UNPACKED = "unpacked";
  private static final String LOCK = ".fetch.lock";
  private static final long PAUSE_MILLIS = 100;

  private final Duration patience;
  private final DownloadProgress progress;

  /// Receives the progress of a download.
  public interface DownloadProgress {
    /// Reports that so many bytes of a file have arrived.
    void at(String file, long bytes, long of);

    /// Reports that another program downloads to the folder, and is waited for.
    default void waits(Path folder) {}
  }

  /// A fetcher that waits half a minute for a response.
  public Fetch(DownloadProgress progress) {
    this(PATIENCE, progress);
  }

  Fetch(Duration patience, DownloadProgress progress) {
    this.patience = patience;
    this.progress = progress;
  }

  /// The result of a download.
  ///
  /// @param path the file or folder to open
  /// @param data the data set in it
  /// @param unchecked the checksums of files whose publisher gives none to compare them with, by
  ///   name
  public record Fetched(Path path, Dataset data, Map<String, String> unchecked) {}

  /// Downloads a data set to a folder, which is created if necessary, and opens it.
  ///
  /// Files that exist and have the right checksum aren't downloaded again; incomplete downloads are
  /// resumed. If another fetch writes to the folder, this one waits and takes its result.
  ///
  /// Fails with `DataException` if a file can't be downloaded or written, or isn't the published
  /// one.
  public Fetched fetch(Publication publication, Path folder) {
    try {
      AtomicOutput.createFolders(folder);
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
    Path path = alone(folder, () -> download(publication, folder));
    Map<String, String> unchecked = new TreeMap<>();
    for (PublishedFile file : publication.files()) {
      if (file.sha256().isEmpty()) {
        unchecked.put(file.name(), Checksum.of(folder.resolve(file.name())));
      }
    }
    return new Fetched(path, Datasets.open(path), unchecked);
  }

  /// Does something while no other fetch writes to the folder; waits for one that does, and then
  /// finds its files.
  private <T> T alone(Path folder, Supplier<T> work) {
    Path file = folder.resolve(LOCK);
    try {
      Optional<FileClaim> claim = FileClaim.take(file);
      if (claim.isEmpty()) {
        progress.waits(folder);
      }
      while (claim.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        claim = FileClaim.take(file);
      }
      try (FileClaim _ = claim.get()) {
        try {
          return work.get();
        } finally {
          Files.deleteIfExists(file); // while it is claimed
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.at(folder.toString(), "interrupted while another fetch writes here")
          .because(e)
          .failure()
          .fix("run the same command again");
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  private Path download(Publication publication, Path folder) {
    try (Download download = new Download(patience, progress)) {
      for (PublishedFile file : publication.files()) {
        download.fetch(publication.from(), file, folder);
      }
    }
    return open(publication, folder);
  }

  private static Path open(Publication publication, Path folder) {
    Path first = folder.resolve(publication.files().getFirst().name());
    if (publication.files().size() > 1) {
      return folder;
    }
    return publication.archive() ? unpacked(first, folder.resolve(UNPACKED)) : first;
  }

  /// The files of an archive in one folder: CIFAR's reader takes no archive.
  private static Path unpacked(Path archive, Path folder) {
    if (FileStatus.exists(folder)) {
      return folder;
    }
    AtomicOutput.newFolder(
        folder,
        place -> {
          List<IOException> failures = new ArrayList<>();
          Archive.of(archive)
              .orElseThrow(() -> new IOException(archive + " is not an archive"))
              .forEach(
                  name -> !name.endsWith("/"),
                  (name, content) -> write(place, name, content, failures));
          if (!failures.isEmpty()) {
            throw failures.getFirst();
          }
        });
    return folder;
  }

  private static void write(Path place, String name, byte[] content, List<IOException> failures) {
    String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    try {
      if (failures.isEmpty() && !file.isEmpty() && !file.equals("..") && !file.equals(".")) {
        Files.write(place.resolve(file), content);
      }
    } catch (IOException e) {
      failures.add(e);
    }
  }
}
