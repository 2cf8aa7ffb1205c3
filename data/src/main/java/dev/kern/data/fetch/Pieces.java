package dev.kern.data.fetch;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer, piece by piece, with a bound on the wait for each; one is under way at a
/// time, so memory is bounded.
///
/// The HTTP client's own timeout ends with the headers, and a server may fall silent after them.
final class Pieces implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private record Piece(List<ByteBuffer> buffers, boolean last, @Nullable Throwable failure) {}

  private final BlockingQueue<Piece> arrived = new LinkedBlockingQueue<>();
  private final Duration patience;
  private volatile Flow.@Nullable Subscription subscription;

  Pieces(Duration patience) {
    this.patience = patience;
  }

  /// The next piece, or empty at the end.
  ///
  /// Fails with `HttpTimeoutException` if it doesn't come in time.
  List<ByteBuffer> next() throws IOException {
    Piece piece;
    try {
      piece = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (piece == null) {
      throw new HttpTimeoutException("no more bytes came for " + patience.toSeconds() + " s");
    }
    if (piece.failure != null) {
      throw new IOException(piece.failure.getMessage(), piece.failure);
    }
    Flow.Subscription more = subscription;
    if (!piece.last && more != null) {
      more.request(1);
    }
    return piece.last ? List.of() : piece.buffers;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived.add(new Piece(buffers, false, null));
  }

  @Override
  public void onError(Throwable failure) {
    arrived.add(new Piece(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    arrived.add(new Piece(List.of(), true, null));
  }

  /// Takes no more pieces.
  @Override
  public void close() {
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }
}
