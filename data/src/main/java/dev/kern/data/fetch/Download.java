package dev.kern.data.fetch;

import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.PlainText;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Downloads a file, completely or not at all.
///
/// Received bytes go to `NAME.part` next to it, where a later attempt resumes; a complete file with
/// the right checksum is renamed. It never receives more bytes than the published file has.
final class Download implements AutoCloseable {
  /// Bytes per second, below which a server is given up.
  private static final long LEAST_PER_SECOND = 1 << 10;

  private static final int MOST_REDIRECTS = 5;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;
  private static final int MOST_DISCARDED = 1 << 20;

  private final HttpClient client;
  private final Duration patience;
  private final Fetch.DownloadProgress progress;

  /// Downloads that wait that long for a connection, for an answer, and for each piece of it.
  Download(Duration patience, Fetch.DownloadProgress progress) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.patience = patience;
    this.progress = progress;
  }

  /// Downloads a file to a folder, unless it is already there.
  ///
  /// Fails with `DataException` if the download fails; received bytes are kept for the next
  /// attempt.
  void fetch(URI from, PublishedFile file, Path folder) {
    Path end = folder.resolve(file.name());
    URI address = from.resolve(file.name());
    try {
      Path part = folder.resolve(file.name() + ".part");
      if (FileStatus.isTaken(end)) {
        check(file, end, "delete it, and fetch it again");
        Files.deleteIfExists(part); // its old name, which a power failure has brought back
        Files.deleteIfExists(unsaved(part));
        return;
      }
      dropTorn(file, part);
      boolean checked = false;
      while (!checked) {
        boolean resumed = FileStatus.exists(part);
        complete(address, file, part);
        try {
          check(file, part, "fetch it again; if that doesn't help, use a mirror (--from)");
          checked = true;
        } catch (DataException e) {
          Files.delete(part);
          if (!resumed) {
            throw e;
          }
          // What was there was another file's, or torn by a power failure: begin anew.
        }
      }
      AtomicOutput.publish(part, end);
    } catch (IOException e) {
      throw Problem.unwritable(end, e);
    }
  }

  /// Deletes a part that can't be resumed: one that is too long, or one that a power failure may
  /// have torn if there is no checksum that would tell.
  private static void dropTorn(PublishedFile file, Path part) throws IOException {
    boolean tooLong = FileStatus.exists(part) && Files.size(part) > file.bytes();
    if (tooLong || FileStatus.exists(unsaved(part))) {
      Files.deleteIfExists(part);
    }
  }

  /// The empty file that stands beside a part without a checksum while the part has bytes that may
  /// not have reached the disk.
  private static Path unsaved(Path part) {
    return part.resolveSibling(part.getFileName() + ".unsaved");
  }

  /// Downloads what is missing of the part, which then is on the disk.
  private void complete(URI address, PublishedFile file, Path part) throws IOException {
    if (FileStatus.exists(part) && Files.size(part) == file.bytes()) {
      return;
    }
    Path folder = part.resolveSibling(".");
    Path unsaved = unsaved(part);
    boolean unverifiable = file.sha256().isEmpty();
    if (unverifiable) {
      Files.write(unsaved, new byte[0]);
      AtomicOutput.force(folder);
    }
    try {
      receive(address, file, part);
    } finally {
      if (FileStatus.exists(part)) {
        AtomicOutput.forceAll(part);
      }
      if (unverifiable) {
        AtomicOutput.force(folder); // the part's name, before the mark goes
        Files.deleteIfExists(unsaved);
      }
    }
  }

  private static void check(PublishedFile file, Path path, String fix) throws IOException {
    if (Files.size(path) != file.bytes()) {
      throw Problem.at(path.toString(), "the file's size differs from the published one")
          .given(Problem.count(Files.size(path)) + " bytes")
          .expected(Problem.count(file.bytes()))
          .fix(fix);
    }
    if (file.sha256().isPresent()) {
      String sum = Checksum.of(path);
      if (!file.sha256().get().equals(sum)) {
        throw Problem.at(path.toString(), "checksum mismatch: this is not the published file")
            .given("checksum " + sum)
            .expected(file.sha256().get())
            .fix(fix);
      }
    }
  }

  /// Downloads the rest of the file, following redirects.
  private void receive(URI address, PublishedFile file, Path part) throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Optional<String> location = receive(address, at, file, part);
      if (location.isEmpty()) {
        return;
      }
      at = follow(at, location.get());
    }
    throw Problem.at(shown(address), "too many redirects")
        .given("more than " + MOST_REDIRECTS + " redirects, the last to " + shown(at))
        .fix("use a mirror (--from)");
  }

  /// Requests the rest of the file from one address; returns the address of a redirect, if that is
  /// the answer.
  private Optional<String> receive(URI address, URI at, PublishedFile file, Path part)
      throws IOException {
    long there = FileStatus.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(at);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    try (Arrival arrival = new Arrival(address, file, part, there)) {
      HttpResponse<Void> response = whole(client.sendAsync(request.build(), arrival), arrival, at);
      Optional<String> location = location(response.statusCode(), response.headers());
      if (location.isEmpty() && arrival.there < file.bytes()) {
        throw arrival.cut(new IOException("no more data"));
      }
      return location;
    }
  }

  /// Waits for the whole answer, but not longer than patience for its head or a piece of it. The
  /// client's own timeout is for the head alone in Java 25, and for all of it in later ones.
  private <T> T whole(Future<T> answer, Arrival arrival, URI at) throws IOException {
    while (true) {
      long before = arrival.there;
      boolean begun = arrival.begun;
      try {
        return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        long bytes = arrival.there - before;
        boolean slow = begun && bytes * 1000 < LEAST_PER_SECOND * patience.toMillis();
        if (slow || System.nanoTime() - arrival.lastNanos >= patience.toNanos()) {
          IOException silence =
              new HttpTimeoutException(
                  "%d bytes received in %d s".formatted(bytes, patience.toSeconds()));
          throw arrival.begun
              ? arrival.cut(silence, "the server sends nothing, or less than a KiB per second")
              : unreachable(at, silence);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof DataException known) {
            throw known;
          }
        }
        IOException failure =
            e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        throw arrival.begun ? arrival.cut(failure) : unreachable(at, failure);
      }
    }
  }

  private static Optional<String> location(int status, HttpHeaders headers) {
    return status >= 300 && status <= 399 ? headers.firstValue("Location") : Optional.empty();
  }

  /// An answer on its way to the part. It comes by the client's threads, one piece after the other.
  private final class Arrival
      implements BodyHandler<Void>, Consumer<Optional<byte[]>>, AutoCloseable {
    private final URI address;
    private final PublishedFile file;
    private final Path part;
    private volatile long there;
    private volatile boolean begun;
    private volatile long lastNanos = System.nanoTime();
    private volatile @Nullable FileChannel out;

    Arrival(URI address, PublishedFile file, Path part, long there) {
      this.address = address;
      this.file = file;
      this.part = part;
      this.there = there;
    }

    @Override
    public BodySubscriber<Void> apply(ResponseInfo info) {
      lastNanos = System.nanoTime();
      begun = true;
      int status = info.statusCode();
      if (location(status, info.headers()).isPresent()) {
        return BodySubscribers.limiting(BodySubscribers.discarding(), MOST_DISCARDED);
      }
      boolean goesOn =
          status == PARTIAL
              && info.headers()
                  .firstValue("Content-Range")
                  .filter(range -> range.startsWith("bytes " + there + "-"))
                  .isPresent();
      try {
        if (status == NOT_SATISFIABLE || (status == PARTIAL && !goesOn)) {
          Files.deleteIfExists(part);
          throw Problem.at(shown(address), "the file on the server has changed")
              .given("a response that doesn't continue at byte " + Problem.count(there))
              .fix("run the same command again; it restarts the download");
        }
        if (status != OK && !goesOn) {
          throw refused(address, status);
        }
        // A server that doesn't know ranges sends everything.
        there = goesOn ? there : 0;
        out =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
      } catch (IOException e) {
        throw Problem.unwritable(part, e);
      }
      return BodySubscribers.ofByteArrayConsumer(this);
    }

    @Override
    public void accept(Optional<byte[]> piece) {
      if (piece.isEmpty()) {
        return; // the end
      }
      lastNanos = System.nanoTime();
      long after = there + piece.get().length;
      if (after > file.bytes()) {
        throw Problem.at(shown(address), "the server sends more bytes than the published file has")
            .given("more than " + Problem.count(file.bytes()) + " bytes")
            .expected(Problem.count(file.bytes()))
            .fix("use a mirror (--from)");
      }
      try {
        AtomicOutput.write(Objects.requireNonNull(out), ByteBuffer.wrap(piece.get()));
      } catch (IOException e) {
        throw Problem.unwritable(part, e);
      }
      there = after;
      progress.at(file.name(), after, file.bytes());
    }

    DataException cut(IOException failure) {
      return cut(failure, "the connection was closed early");
    }

    DataException cut(IOException failure, String what) {
      return Problem.at(shown(address), what)
          .given(Problem.count(there) + " bytes received, which are kept")
          .expected(Problem.count(file.bytes()))
          .because(failure)
          .failure()
          .fix("run the same command again; it resumes the download");
    }

    @Override
    public void close() throws IOException {
      FileChannel opened = out;
      if (opened != null) {
        opened.close();
      }
    }
  }

  private static String shown(URI address) {
    return shown(address.toString());
  }

  /// An address without the name and password in it, which may hold any characters.
  static String shown(String address) {
    return PlainText.withoutPasswords(address.replaceAll("[\\s\"]", "_"));
  }

  private static URI follow(URI at, String location) {
    URI next;
    try {
      next = at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw redirected(at, location);
    }
    String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
    boolean safe = scheme.equals("https") || (scheme.equals("http") && !isSafe(at));
    if (!safe || next.getHost() == null) {
      throw redirected(at, location);
    }
    return next;
  }

  private static boolean isSafe(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  private static DataException redirected(URI at, String location) {
    return Problem.at(shown(at), "the server redirects to an address that isn't followed")
        .given(Problem.quote(shown(location)))
        .expected("https, or http from http")
        .fix("use a mirror (--from)");
  }

  private static DataException unreachable(URI address, IOException failure) {
    String what =
        switch (failure) {
          case HttpTimeoutException _ -> "the server didn't respond in time";
          case ConnectException _ when isUnknown(failure) ->
              "unknown host, or no network connection";
          case ConnectException _ -> "can't connect to the server";
          default ->
              "the download failed: "
                  + PlainText.withoutPasswords(String.valueOf(failure.getMessage()));
        };
    return Problem.at(shown(address), what)
        .because(failure)
        .failure()
        .fix(
            "check the network, or download the file elsewhere and put it in the folder under its"
                + " own name");
  }

  private static boolean isUnknown(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof UnresolvedAddressException || isUnknown(failure.getCause()));
  }

  private static DataException refused(URI address, int status) {
    String what =
        switch (status) {
          case 401, 403 -> "the server denies access to the file";
          case 404, 410 -> "the server no longer has the file";
          case 429, 503 -> "the server is busy";
          default -> "the server can't deliver the file";
        };
    return Problem.at(shown(address), what)
        .given("HTTP status " + status)
        .failure()
        .expected("HTTP status " + OK)
        .fix("try again later, or use a mirror (--from)");
  }

  @Override
  public void close() {
    client.shutdownNow(); // close would wait for what was given up
  }
}
