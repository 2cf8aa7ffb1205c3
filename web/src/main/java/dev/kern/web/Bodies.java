package dev.kern.web;

import dev.kern.data.file.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/// Reads the bodies of requests, within limits.
final class Bodies {
  private static final byte[] NONE = new byte[0];

  /// A length up to this is believed, and not counted; beyond, memory is taken as bytes arrive.
  private static final int SMALL = 64 << 10;

  private final Limits limits;
  private final AtomicLong taken = new AtomicLong();

  Bodies(Limits limits) {
    this.limits = limits;
  }

  /// The memory of one request's body, until its handler has returned. So whoever has an answer
  /// finds the memory of that request free.
  final class Memory implements AutoCloseable {
    private long mine;

    /// An array in place of another one, which is copied to its start.
    ///
    /// Fails with status 503 if too much memory is taken.
    private byte[] grow(byte[] old, int length) {
      if (length > SMALL) {
        mine += length - old.length;
        if (taken.addAndGet(length - old.length) > limits.bodies()) {
          throw new HttpException(503, "the server has no memory for this body now")
              .with("Retry-After", "1");
        }
      }
      return Arrays.copyOf(old, length);
    }

    @Override
    public void close() {
      taken.addAndGet(-mine);
    }
  }

  /// For the body of one request.
  Memory memory() {
    return new Memory();
  }

  /// The body of a request, unpacked.
  ///
  /// Fails with status 413 if it is too large, and 415 if it is packed otherwise than by gzip.
  byte[] read(ServerRequest request, Memory memory) {
    if (!request.content().hasEntity()) {
      return NONE;
    }
    ServerRequestHeaders headers = request.headers();
    String encoding =
        headers
            .first(HeaderNames.CONTENT_ENCODING)
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .orElse("identity");
    boolean packed = encoding.equals("gzip") || encoding.equals("x-gzip");
    if (!packed && !encoding.equals("identity")) {
      throw HttpException.of(
              415,
              Problem.at("header Content-Encoding", "the body is packed otherwise than by gzip")
                  .given(Problem.quote(encoding))
                  .expected("gzip, identity")
                  .fix("send the body as it is"))
          .with("Accept-Encoding", "gzip, identity");
    }
    boolean chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
    long length = chunked ? -1 : headers.contentLength().orElse(0);
    if (length > limits.body()) {
      throw tooLarge(limits.body());
    }
    byte[] body = receive(request, chunked, (int) length, memory);
    return packed ? unpack(body, memory) : body;
  }

  /// What Helidon finds wrong with the chunks becomes a refusal. The stream isn't closed then,
  /// which would wait for more.
  private byte[] receive(ServerRequest request, boolean chunked, int length, Memory memory) {
    try {
      InputStream in = request.content().inputStream();
      byte[] body = chunked ? readChunks(in, memory) : readLength(in, length, memory);
      in.close();
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (HttpException | CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      boolean large =
          e instanceof RequestException refused
              && refused.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
      throw large
          ? tooLarge(limits.body())
          : new HttpException(400, "body: its chunks are malformed; fix: correct the client");
    }
  }

  private static byte[] readLength(InputStream in, int length, Memory memory) throws IOException {
    byte[] body = new byte[Math.min(length, SMALL)];
    int count = 0;
    while (count < length) {
      if (count == body.length) {
        body = memory.grow(body, (int) Math.min(length, 2L * count));
      }
      int read = in.read(body, count, body.length - count);
      if (read < 0) {
        throw new HttpException(400, "body: shorter than its Content-Length; fix: send all of it");
      }
      count += read;
    }
    return body;
  }

  /// Each read gives bytes of one chunk, all of them unless the array's end is met.
  private byte[] readChunks(InputStream in, Memory memory) throws IOException {
    byte[] body = new byte[8192];
    int count = 0;
    int reads = 0;
    while (true) {
      if (count == body.length) {
        body = memory.grow(body, (int) Math.min(limits.body() + 1, 2L * count));
      }
      int read = in.read(body, count, body.length - count);
      if (read < 0) {
        return Arrays.copyOf(body, count);
      }
      count += read;
      if (count > limits.body()) {
        throw tooLarge(limits.body());
      }
      if (++reads > limits.chunks()) {
        throw HttpException.of(
            413,
            Problem.at("body", "too many chunks")
                .expected("at most " + limits.chunks())
                .fix("send larger chunks, or a Content-Length"));
      }
    }
  }

  private byte[] unpack(byte[] packed, Memory memory) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 8192)) {
      byte[] body = new byte[8192];
      int count = 0;
      while (true) {
        if (count == body.length) {
          body = memory.grow(body, (int) Math.min(limits.unpacked() + 1, 2L * count));
        }
        int read = in.read(body, count, body.length - count);
        if (read < 0) {
          return Arrays.copyOf(body, count);
        }
        count += read;
        if (count > limits.unpacked()) {
          throw tooLarge(limits.unpacked());
        }
      }
    } catch (IOException e) {
      throw new HttpException(
          400, "body: not valid gzip; fix: pack it again, or leave out Content-Encoding");
    }
  }

  private static HttpException tooLarge(long limit) {
    return HttpException.of(
        413,
        Problem.at("body", "too large")
            .expected("at most %s bytes".formatted(Problem.count(limit)))
            .fix("send less at a time, or raise the server's limit, such as by --max-body"));
  }
}
