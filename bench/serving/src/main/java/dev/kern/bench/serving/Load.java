package dev.kern.bench.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sends one request over and over, over some connections of this machine, each of which waits for
/// its answer.
final class Load {
  private Load() {}

  /// What came of it: how long each answer took, in nanoseconds and order.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(long[] nanos, double seconds) {
    double perSecond() {
      return nanos.length / seconds;
    }

    /// In microseconds.
    double percentile(double part) {
      return nanos[(int) ((nanos.length - 1) * part)] / 1e3;
    }
  }

  /// A request over HTTP.
  static byte[] request(String path, String type, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, type, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  static Outcome send(int port, byte[] request, int connections, double seconds) {
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    List<Future<List<Long>>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (int c = 0; c < connections; c++) {
        clients.add(threads.submit(() -> client(port, request, end)));
      }
    }
    double took = (System.nanoTime() - begin) / 1e9;
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> client : clients) {
      try {
        all.addAll(client.get());
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Outcome(all.stream().mapToLong(Long::longValue).sorted().toArray(), took);
  }

  /// How long each of so many answers took on one connection, in order, in nanoseconds.
  static long[] inOrder(int port, byte[] request, int count) throws IOException {
    long[] nanos = new long[count];
    int[] sent = {0};
    exchange(
        port,
        request,
        (from, to) -> {
          nanos[sent[0]] = to - from;
          return ++sent[0] < count;
        });
    return nanos;
  }

  private static List<Long> client(int port, byte[] request, long end) throws IOException {
    List<Long> nanos = new ArrayList<>();
    exchange(
        port,
        request,
        (from, to) -> {
          nanos.add(to - from);
          return to < end;
        });
    return nanos;
  }

  /// Takes the time of one answer, and tells whether to go on.
  private interface Watch {
    boolean answered(long from, long to);
  }

  private static void exchange(int port, byte[] request, Watch watch) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      long from = System.nanoTime();
      boolean more = true;
      while (more) {
        out.write(request);
        expectAnswer(in);
        long to = System.nanoTime();
        more = watch.answered(from, to);
        from = to;
      }
    }
  }

  private static void expectAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + status);
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
