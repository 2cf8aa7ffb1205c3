package dev.kern.data.fetch;

import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Flow.Publisher;
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

  private static void check(PublishedFile file, Path path, String mend) throws IOException {
    if (Files.size(path) != file.bytes()) {
      throw Problem.at(path.toString(), "the file has another size than the published one")
          .given(Problem.count(Files.size(path)) + " bytes")
          .expected(Problem.count(file.bytes()))
          .mend(mend);
    }
    if (file.sha256().isPresent()) {
      String sum = Checksum.of(path);
      if (!file.sha256().get().equals(sum)) {
        throw Problem.at(path.toString(), "the file isn't the published one")
            .given("checksum " + sum)
            .expected(file.sha256().get())
            .mend(mend);
      }
    }
  }

  /// Appends to the part what it lacks.
  private void receive(URI address, PublishedFile file, Path part) throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    HttpResponse<Publisher<List<ByteBuffer>>> response = ask(address, there);
    int status = response.statusCode();
    try (Pieces body = new Pieces(patience)) {
      response.body().subscribe(body);
      boolean goesOn = status == PARTIAL && begins(response, there);
      if (status == NOT_SATISFIABLE || (status == PARTIAL && !goesOn)) {
        Files.deleteIfExists(part);
        throw Problem.at(address.toString(), "the server has another file than before")
            .given("an answer that doesn't go on at byte " + Problem.count(there))
            .mend("the same command again, which begins anew");
      }
      if (status != OK && !goesOn) {
        throw refused(address, status);
      }
      // A server that doesn't know ranges sends everything.
      StandardOpenOption how =
          goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
      try (FileChannel out =
          FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
        copy(address, file, body, out, goesOn ? there : 0);
      }
    }
  }

  private static boolean begins(HttpResponse<?> response, long at) {
    return response
        .headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + at + "-"))
        .isPresent();
  }

  private void copy(URI address, PublishedFile file, Pieces body, FileChannel out, long begin)
      throws IOException {
    long there = begin;
    for (List<ByteBuffer> piece = next(address, file, body, there);
        !piece.isEmpty();
        piece = next(address, file, body, there)) {
      for (ByteBuffer buffer : piece) {
        there += buffer.remaining();
        if (there > file.bytes()) {
          throw Problem.at(address.toString(), "the server sends more than the file has")
              .given("more than " + Problem.count(file.bytes()) + " bytes")
              .expected(Problem.count(file.bytes()))
              .mend("fetch it from a mirror (--from)");
        }
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      progress.at(file.name(), there, file.bytes());
    }
    if (there < file.bytes()) {
      throw cut(address, there, file, new IOException("no more bytes"));
    }
  }

  private static List<ByteBuffer> next(URI address, PublishedFile file, Pieces body, long there) {
    try {
      return body.next();
    } catch (IOException e) {
      throw cut(address, there, file, e);
    }
  }

  private static DataException cut(
      URI address, long there, PublishedFile file, IOException failure) {
    String what =
        failure instanceof HttpTimeoutException
            ? "the server fell silent"
            : "the connection ended early";
    return Problem.at(address.toString(), what)
        .given(Problem.count(there) + " bytes so far, which are kept")
        .expected(Problem.count(file.bytes()))
        .because(failure)
        .mend("the same command again, which goes on from there");
  }

  /// Asks for a file, from a byte on, and follows where the server points to.
  private HttpResponse<Publisher<List<ByteBuffer>>> ask(URI address, long from) throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<Publisher<List<ByteBuffer>>> response = send(at, from);
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() < 300 || response.statusCode() > 399 || location.isEmpty()) {
        return response;
      }
      drop(response);
      at = follow(at, location.get());
    }
    throw Problem.at(address.toString(), "the server points from one place to the next")
        .given("more than " + MOST_REDIRECTS + " redirects, the last to " + at)
        .mend("fetch it from a mirror (--from)");
  }

  /// Gives up the body of an answer.
  private void drop(HttpResponse<Publisher<List<ByteBuffer>>> response) {
    try (Pieces body = new Pieces(patience)) {
      response.body().subscribe(body);
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
        .mend("fetch it from a mirror (--from)");
  }

  private HttpResponse<Publisher<List<ByteBuffer>>> send(URI address, long from)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), BodyHandlers.ofPublisher());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw unreachable(address, e);
    }
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
        .mend(
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
        .mend("try again later, or fetch it from a mirror (--from)");
  }

  @Override
  public void close() {
    client.shutdownNow(); // close would wait for what was given up
  }
}
