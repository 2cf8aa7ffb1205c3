package dev.kern.serve;

import dev.kern.data.ImageShape;
import dev.kern.data.image.PngWriter;
import dev.kern.serve.store.ModelStore;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Limits;
import dev.kern.web.WebServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Sends a server requests of its own, so that what answers real ones is compiled by then.
final class LoopbackWarmup {
  /// The server's own code needs as many: HotSpot optimises a method after 5,000 calls at the
  /// earliest, and in the background.
  private static final int REQUESTS = 24_000;

  /// By then all that takes much of a long request has been called often enough.
  private static final long ENOUGH_NANOS = 5_000_000_000L;

  private static final long MOST_NANOS = 15_000_000_000L;

  /// A client comes, asks so often, and goes.
  private static final int ROUND = 200;

  private static final long ROUND_NANOS = 250_000_000;
  private static final double FASTER = 0.93;
  private static final int LAST_ROUNDS = 10;

  private static final long REST_MILLIS = 100;
  private static final int MOST_RESTS = 20;

  /// A process that does nothing takes less in a rest; the system counts in these steps.
  private static final Duration IDLE = Duration.ofMillis(10);

  private static final int TIMEOUT_MILLIS = 60_000;
  private static final String LENGTH = "content-length:";

  /// Headers that libraries add.
  private static final String OFTEN_SENT =
      """
      User-Agent: kern/1\r
      Accept-Encoding: gzip, deflate\r
      Accept: */*\r
      Connection: keep-alive\r
      Content-Type: application/json\r
      """;

  private final WebServer server;
  private final String token;
  private final ModelStore store;

  /// @param server that is to answer
  /// @param token which it asks for
  LoopbackWarmup(WebServer server, String token, ModelStore store) {
    this.server = server;
    this.token = token;
    this.store = store;
  }

  void run() {
    List<byte[]> requests =
        store.names().stream()
            .flatMap(name -> store.latest(name).stream())
            .flatMap(model -> requests(model).stream())
            .filter(request -> request.length <= Limits.standard().body())
            .toList();
    if (requests.isEmpty()) {
      return; // all images are larger than a request may be
    }
    try {
      sendUntilFast(requests);
      rest();
      for (int i = 0; i < LAST_ROUNDS; i++) {
        round(requests, i * ROUND);
      }
      rest();
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not answer itself", e);
    }
  }

  /// Requests become faster in steps, with plateaus between them: they are fast once there were
  /// enough of them, and for a quarter of the time no round was faster than before.
  private void sendUntilFast(List<byte[]> requests) throws IOException {
    long start = System.nanoTime();
    long before = start;
    long changed = start;
    double best = Double.POSITIVE_INFINITY;
    int sent = 0;
    while (before - changed <= (before - start) / 4 && before - start < MOST_NANOS) {
      int count = round(requests, sent);
      long now = System.nanoTime();
      double each = (double) (now - before) / count;
      sent += count;
      if (each < FASTER * best || (sent < REQUESTS && now - start < ENOUGH_NANOS)) {
        changed = now;
      }
      best = Math.min(best, each);
      before = now;
    }
  }

  /// Leaves the processor to the compiler until that has nothing left to do: what it has in its
  /// queue would slow the first requests down.
  private static void rest() {
    Duration before = spent();
    for (int i = 0; i < MOST_RESTS; i++) {
      try {
        Thread.sleep(REST_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      Duration now = spent();
      if (now.minus(before).compareTo(IDLE) < 0) {
        return;
      }
      before = now;
    }
  }

  /// The processor time of this process so far; nothing where the system doesn't tell.
  private static Duration spent() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// Sends some requests, and tells how many.
  private int round(List<byte[]> requests, int first) throws IOException {
    try (Socket socket = server.connect()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      long end = System.nanoTime() + ROUND_NANOS;
      int count = 0;
      do {
        socket.getOutputStream().write(requests.get((first + count) % requests.size()));
        readAnswer(in);
        count++;
      } while (count < ROUND && System.nanoTime() < end);
      return count;
    }
  }

  /// Some of each kind: numbers in JSON, written in all ways that clients write them, and as bytes;
  /// an image file, if the model knows how pixels are scaled. What no request has had is compiled
  /// as if it never came, and slow when it comes first.
  private List<byte[]> requests(ServedModel model) {
    ImageShape image = model.model().image();
    int size = image.size();
    String numbers = numbers(size, ",", "0.25", "-0.123", "0.5", "-0.0", "0", "1.0");
    String spaced = numbers(size, ", ", "0.12345678901234567", "-0.4", "-0.05098038", "1.2E-4");
    String bytes = numbers(size, ",", "0", "7", "255", "83");
    String start =
        "{\"inputs\":[{\"name\":\"images\",\"datatype\":\"FP32\",\"shape\":[1,%d]".formatted(size);
    byte[] json = (start + ",\"data\":[" + numbers + "]}]}").getBytes(StandardCharsets.US_ASCII);
    byte[] other =
        (start.replace("{\"inputs", "{\"id\":\"warm\",\"inputs")
                + ", \"data\": ["
                + spaced
                + "]}], \"outputs\": [{\"name\": \""
                + model.outputs().getFirst().name()
                + "\"}]}")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] row =
        ("{\"inputs\":{\"images\":[[" + bytes + "]]}}").getBytes(StandardCharsets.US_ASCII);
    byte[] header =
        (start
                + ",\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
                    .formatted(Float.BYTES * size))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tensor =
        ByteBuffer.allocate(header.length + Float.BYTES * size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header)
            .array();
    byte[] rows = ("{\"instances\":[[" + numbers + "]]}").getBytes(StandardCharsets.US_ASCII);
    String infer = "/v2/models/" + model.name() + "/infer";
    String predict = "/v1/models/" + model.name() + ":predict";
    String length = "Inference-Header-Content-Length: " + header.length + "\r\n";
    String address = server.address().getAuthority();
    String page = // and of a program that traces what it calls
        OFTEN_SENT
            + """
            Origin: %s\r
            traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r
            """
                .formatted(server.address());
    List<byte[]> requests =
        new ArrayList<>(
            List.of(
                request("localhost", infer, json, ""),
                request(address, infer, other, OFTEN_SENT),
                request(address, infer, tensor, OFTEN_SENT + length),
                request("localhost", predict, rows, ""),
                request(address, predict, row, page)));
    boolean takesFiles = model.model().normalization().isPresent();
    if (takesFiles && (image.channels() == 1 || image.channels() == 3)) {
      requests.add(request(address, "/predict/" + model.name(), png(image), OFTEN_SENT));
    }
    return requests;
  }

  /// An image file with a gradient.
  private static byte[] png(ImageShape image) {
    byte[] pixels = new byte[image.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return PngWriter.of(pixels, image.height(), image.width(), image.channels());
  }

  /// Numbers that come again and again.
  private static String numbers(int count, String comma, String... kinds) {
    StringBuilder numbers = new StringBuilder(kinds[0]);
    for (int i = 1; i < count; i++) {
      numbers.append(comma).append(kinds[i % kinds.length]);
    }
    return numbers.toString();
  }

  private byte[] request(String host, String path, byte[] body, String headers) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, host, token, headers, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  /// Reads an answer, which may be a refusal: a client may be ahead of these requests, or the
  /// limits below what the network takes.
  private static void readAnswer(InputStream in) throws IOException {
    int length = 0;
    String line = line(in);
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("it answered " + line);
    }
    while (!line.isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
      line = line(in);
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (c != '\r') {
        line.append((char) c);
      }
      c = in.read();
    }
    return line.toString();
  }
}
