package dev.kern.bench.serving;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Times an echo, Kern and ONNX Runtime behind one HTTP handler: the network `maxpool`, each in a
/// process of its own, in turns. Prints the server's processor time per request, requests per
/// second, and how long an answer takes; medians over rounds.
///
/// `bench/run serving [ROUNDS [SECONDS]]`
final class Serving {
  private static final List<String> ENGINES = List.of("echo", "kern", "onnxruntime");
  private static final int CONNECTIONS = 16;
  private static final int CROWD = 128;
  private static final int TICKS = 100; // per second, as Linux counts processor time

  private final Map<String, byte[]> requests = new LinkedHashMap<>();
  private final List<Child> children = new ArrayList<>();

  private Serving() {
    float[] pixels = pixels(32);
    requests.put("binary", binary(pixels, 1));
    requests.put("short JSON", json(pixels, "%.2f"));
    requests.put("17 digits", json(pixels, "%.17f"));
    requests.put("32 images", binary(pixels, 32));
  }

  static float[] pixels(int images) {
    Random random = new Random(1);
    float[] pixels = new float[images * Engine.PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f - 0.5f;
    }
    return pixels;
  }

  private static byte[] binary(float[] pixels, int images) {
    ByteBuffer body =
        ByteBuffer.allocate(images * Engine.PIXELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    body.asFloatBuffer().put(pixels, 0, images * Engine.PIXELS);
    return Load.request("/binary", "application/octet-stream", body.array());
  }

  private static byte[] json(float[] pixels, String format) {
    byte[] body = json(pixels, "{\"instances\":[", format, "]}");
    return Load.request("/json", "application/json", body);
  }

  /// The numbers of one image between two pieces of JSON.
  static byte[] json(float[] pixels, String before, String format, String after) {
    return IntStream.range(0, Engine.PIXELS)
        .mapToObj(i -> String.format(Locale.ROOT, format, pixels[i]))
        .collect(Collectors.joining(",", before, after))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// A server in a process of its own.
  private record Child(String engine, Process process, int port) {
    static Child start(String engine) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--add-modules",
                  "jdk.incubator.vector",
                  "--enable-native-access=ALL-UNNAMED",
                  EngineServer.class.getName(),
                  engine)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      // ONNX Runtime 1.29.0 ends with a segmentation fault if the command has more than 4 KB.
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      Process process = builder.start();
      String port = process.inputReader().readLine();
      if (port == null) {
        throw new IOException("the server of " + engine + " ended before it listened");
      }
      return new Child(engine, process, Integer.parseInt(port));
    }

    /// Processor time so far in seconds, user and system.
    double processor() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (double) (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }
  }

  /// What a window of time found.
  private record Finding(
      double micros, double perSecond, double alone, double p99, double p99OfCrowd) {}

  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
    double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 2;
    Serving serving = new Serving();
    try {
      for (String engine : ENGINES) {
        serving.children.add(Child.start(engine));
      }
      serving.measure(1, 5); // warm
      serving.print(serving.measure(rounds, seconds));
    } finally {
      serving.children.forEach(child -> child.process.destroy());
    }
  }

  private Map<String, List<Finding>> measure(int rounds, double seconds) throws IOException {
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, byte[]> request : requests.entrySet()) {
        for (Child child : children) {
          double before = child.processor();
          Load.Outcome load = Load.send(child.port, request.getValue(), CONNECTIONS, seconds);
          double spent = child.processor() - before;
          Load.Outcome alone = Load.send(child.port, request.getValue(), 1, seconds / 4);
          Load.Outcome crowd = Load.send(child.port, request.getValue(), CROWD, seconds);
          findings
              .computeIfAbsent(request.getKey() + ", " + child.engine, _ -> new ArrayList<>())
              .add(
                  new Finding(
                      spent / load.nanos().length * 1e6,
                      load.perSecond(),
                      alone.percentile(0.5),
                      load.percentile(0.99),
                      crowd.percentile(0.99)));
        }
      }
    }
    return findings;
  }

  private void print(Map<String, List<Finding>> findings) {
    System.out.println(
        "| request | processor µs: echo | Kern | ORT | ORT / Kern | requests/s: Kern | ORT | Kern /"
            + " ORT | p50 alone, µs: Kern | ORT | p99 of 16, µs: Kern | ORT | p99 of 128, µs: Kern"
            + " | ORT |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (String request : requests.keySet()) {
      Finding echo = medians(findings.getOrDefault(request + ", echo", List.of()));
      Finding kern = medians(findings.getOrDefault(request + ", kern", List.of()));
      Finding ort = medians(findings.getOrDefault(request + ", onnxruntime", List.of()));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %.1f | %.2f | %.0f | %.0f | %.2f | %.0f | %.0f | %.0f | %.0f | %.0f"
              + " | %.0f |%n",
          request,
          echo.micros,
          kern.micros,
          ort.micros,
          ort.micros / kern.micros,
          kern.perSecond,
          ort.perSecond,
          kern.perSecond / ort.perSecond,
          kern.alone,
          ort.alone,
          kern.p99,
          ort.p99,
          kern.p99OfCrowd,
          ort.p99OfCrowd);
    }
  }

  /// The medians of all figures.
  private static Finding medians(List<Finding> findings) {
    return new Finding(
        median(findings.stream().map(Finding::micros).toList()),
        median(findings.stream().map(Finding::perSecond).toList()),
        median(findings.stream().map(Finding::alone).toList()),
        median(findings.stream().map(Finding::p99).toList()),
        median(findings.stream().map(Finding::p99OfCrowd).toList()));
  }

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
