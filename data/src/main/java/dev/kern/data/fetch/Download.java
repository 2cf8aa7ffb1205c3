package dev.kern.data.fetch;

import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
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
import java.nio.file.StandardCopyOption;
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

/// Brings one file from the web to the disk, whole or not at all.
///
/// What has come goes to `NAME.part` beside it, from whose end a later attempt goes on; a file that
/// is complete and has the right checksum is renamed. No more bytes are taken than the file has.
final class Download implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;
  private static final int MOST_DISCARDED = 1 << 20;

  private final HttpClient client;
  private final Duration patience;
  private final Fetch.Progress progress;

  /// Downloads that wait that long for a connection, for an answer, and for each piece of it.
  Download(Duration patience, Fetch.Progress progress) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.patience = patience;
    this.progress = progress;
  }

  /// Brings a file to a folder, unless it is there already.
  ///
  /// Fails with `DataException` if it can't be had; what has come is kept for the next attempt.
  void fetch(URI from, PublishedFile file, Path folder) {
    Path end = folder.resolve(file.name());
    URI address = from.resolve(file.name());
    try {
      if (Files.exists(end)) {
        check(file, end, "take it away, and fetch it again");
        return;
      }
      Path part = folder.resolve(file.name() + ".part");
      if (Files.exists(part) && Files.size(part) > file.bytes()) {
        Files.delete(part);
      }
      if (!Files.exists(part) || Files.size(part) < file.bytes()) {
        receive(address, file, part);
      }
      try {
        check(file, part, "fetch it again; if that doesn't help, from a mirror (--from)");
      } catch (DataException e) {
        Files.delete(part);
        throw e;
      }
      Files.move(part, end, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Problem.unwritable(end, e);
    }
  }

  private static void check(PublishedFile file, Path path, String fix) throws IOException {
    if (Files.size(path) != file.bytes()) {
      throw Problem.at(path.toString(), "the file has another size than the published one")
          .given(Problem.count(Files.size(path)) + " bytes")
          .expected(Problem.count(file.bytes()))
          .fix(fix);
    }
    if (file.sha256().isPresent()) {
      String sum = Checksum.of(path);
      if (!file.sha256().get().equals(sum)) {
        throw Problem.at(path.toString(), "the file isn't the published one")
            .given("checksum " + sum)
            .expected(file.sha256().get())
            .fix(fix);
      }
    }
  }

  /// Appends to the part what it lacks, and follows where the server points to.
  private void receive(URI address, PublishedFile file, Path part) throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Optional<String> location = receive(address, at, file, part);
      if (location.isEmpty()) {
        return;
      }
      at = follow(at, location.get());
    }
    throw Problem.at(address.toString(), "the server points from one place to the next")
        .given("more than " + MOST_REDIRECTS + " redirects, the last to " + at)
        .fix("fetch it from a mirror (--from)");
  }

  /// Asks a place for what the part lacks; where else to ask, if that is the answer.
  private Optional<String> receive(URI address, URI at, PublishedFile file, Path part)
      throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(at);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    try (Arrival arrival = new Arrival(address, file, part, there)) {
      HttpResponse<Void> response = whole(client.sendAsync(request.build(), arrival), arrival, at);
      Optional<String> location = location(response.statusCode(), response.headers());
      if (location.isEmpty() && arrival.there < file.bytes()) {
        throw arrival.cut(new IOException("no more bytes"));
      }
      return location;
    }
  }

  /// Waits for the whole answer, but not longer than patience for its head or a piece of it. The
  /// client's own timeout is for the head alone in Java 25, and for all of it in later ones.
  private <T> T whole(Future<T> answer, Arrival arrival, URI at) throws IOException {
    while (true) {
      try {
        return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (System.nanoTime() - arrival.lastNanos >= patience.toNanos()) {
          IOException silence =
              new HttpTimeoutException("no more bytes came for " + patience.toSeconds() + " s");
          throw arrival.begun ? arrival.cut(silence) : unreachable(at, silence);
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
          throw Problem.at(address.toString(), "the server has another file than before")
              .given("an answer that doesn't go on at byte " + Problem.count(there))
              .fix("the same command again, which begins anew");
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
        throw Problem.at(address.toString(), "the server sends more than the file has")
            .given("more than " + Problem.count(file.bytes()) + " bytes")
            .expected(Problem.count(file.bytes()))
            .fix("fetch it from a mirror (--from)");
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
      String what =
          failure instanceof HttpTimeoutException
              ? "the server fell silent"
              : "the connection ended early";
      return Problem.at(address.toString(), what)
          .given(Problem.count(there) + " bytes so far, which are kept")
          .expected(Problem.count(file.bytes()))
          .because(failure)
          .fix("the same command again, which goes on from there");
    }

    @Override
    public void close() throws IOException {
      FileChannel opened = out;
      if (opened != null) {
        opened.close();
      }
    }
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
    return Problem.at(at.toString(), "the server points to a place that isn't followed")
        .given(Problem.quote(location))
        .expected("https, or http from http")
        .fix("fetch it from a mirror (--from)");
  }

  private static DataException unreachable(URI address, IOException failure) {
    String what =
        switch (failure) {
          case HttpTimeoutException _ -> "the server didn't answer in time";
          case ConnectException _ when isUnknown(failure) ->
              "there is no such server, or no network";
          case ConnectException _ -> "the server can't be reached";
          default -> "the download failed: " + failure.getMessage();
        };
    return Problem.at(address.toString(), what)
        .because(failure)
        .fix(
            "check the network; or fetch the file elsewhere and put it into the folder under its"
                + " own name");
  }

  private static boolean isUnknown(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof UnresolvedAddressException || isUnknown(failure.getCause()));
  }

  private static DataException refused(URI address, int status) {
    String what =
        switch (status) {
          case 401, 403 -> "the server doesn't give it out";
          case 404, 410 -> "the file is no longer there";
          case 429, 503 -> "the server is busy";
          default -> "the server couldn't give it";
        };
    return Problem.at(address.toString(), what)
        .given("status " + status)
        .expected("status " + OK)
        .fix("try again later, or fetch it from a mirror (--from)");
  }

  @Override
  public void close() {
    client.shutdownNow(); // close would wait for what was given up
  }
}
