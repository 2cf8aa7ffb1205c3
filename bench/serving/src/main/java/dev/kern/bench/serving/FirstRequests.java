package dev.kern.bench.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How fast the first requests are that a server gets after it said that it is ready: `./kern
/// serve` with the network `maxpool` is started some times, and one client sends short JSON on one
/// connection.
///
/// Prints, for each start and as a median, the 90th percentile of the first hundred answers, the
/// median of the last thousand of 8,000, and how many times as long the former took.
///
/// `bench/run first-requests [STARTS]`
final class FirstRequests {
  private static final int FIRST = 100;
  private static final int ALL = 8_000;
  private static final int LAST = 1_000;

  private FirstRequests() {}

  public static void main(String[] arguments) throws IOException {
    int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    Path model = Files.createTempFile("kern-first", ".kern");
    try {
      Files.delete(model);
      Engine.trained().write(model);
      once(model); // the client has to be compiled, too
      List<Double> ratios = new ArrayList<>();
      System.out.println("| first hundred, 90th percentile, µs | later, median, µs | ratio |");
      System.out.println("|---|---|---|");
      for (int i = 0; i < starts; i++) {
        double[] micros = once(model);
        ratios.add(micros[0] / micros[1]);
        System.out.printf(
            Locale.ROOT, "| %.0f | %.0f | %.2f |%n", micros[0], micros[1], ratios.getLast());
      }
      System.out.printf(Locale.ROOT, "median ratio of %d: %.2f%n", starts, Serving.median(ratios));
    } finally {
      Files.deleteIfExists(model);
    }
  }

  private static double[] once(Path model) throws IOException {
    Path kern = Path.of(System.getProperty("kern.bench")).resolveSibling("kern");
    Process server =
        new ProcessBuilder(kern.toString(), "serve", "--port=0", "net=" + model)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = server.inputReader()) {
      int port = port(lines);
      byte[] request = Load.request("/v1/models/net:predict", "application/json", body());
      long[] nanos = Load.inOrder(port, request, ALL);
      return new double[] {
        micros(Arrays.copyOf(nanos, FIRST), 0.9),
        micros(Arrays.copyOfRange(nanos, ALL - LAST, ALL), 0.5)
      };
    } finally {
      server.destroy();
    }
  }

  /// Where the server says that it is ready.
  private static int port(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("Ready")) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).replace("/", ""));
      }
    }
    throw new IOException("the server ended before it was ready");
  }

  private static byte[] body() {
    return Serving.json(Serving.pixels(1), "{\"instances\":[[", "%.2f", "]]}");
  }

  private static double micros(long[] nanos, double part) {
    Arrays.sort(nanos);
    return nanos[(int) ((nanos.length - 1) * part)] / 1e3;
  }
}
