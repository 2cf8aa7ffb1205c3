package dev.kern.cli;

import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.ScaleOption;
import dev.kern.cli.terminal.Output;
import dev.kern.serve.InferenceServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern serve`: answers requests for predictions over HTTP.
@Command(
    name = "serve",
    description = {
      "Answer requests for predictions over HTTP, until interrupted.",
      "Speaks the Open Inference Protocol and TensorFlow Serving's REST interface, and",
      "takes image files as they are. Name a model with NAME=MODEL; otherwise clients",
      "ask for it by the name of its folder or file.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MOST_PORT = 65_535;

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description = {
        "run folder, model file or ONNX file, or a folder with",
        "folders 1, 2 and so on, one for each version"
      })
  private List<String> models = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE})")
  private int port = 8080;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = {
        "address to listen on, such as 0.0.0.0 for all networks",
        "(default: ${DEFAULT-VALUE}, for this machine alone)"
      })
  private String host = "127.0.0.1";

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "compute N requests at once (default: one per core)")
  private int cores = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = {
        "let N requests wait for a core, refuse more by 429",
        "(default: ${DEFAULT-VALUE})"
      })
  private int queue = 128;

  @Option(
      names = "--queue-seconds",
      paramLabel = "S",
      description = "let requests wait S seconds at most (default: ${DEFAULT-VALUE})")
  private int queueSeconds = 10;

  @Mixin private final InputSizeOption size = new InputSizeOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    expect("--port", port, 0, MOST_PORT);
    expect("--cores", cores, 1, 1 << 10);
    expect("--queue", queue, 0, 1 << 20);
    expect("--queue-seconds", queueSeconds, 0, 1 << 12);
    CountDownLatch stopped = new CountDownLatch(1);
    long begin = System.nanoTime();
    InferenceServer.Builder builder =
        InferenceServer.builder()
            .host(host)
            .port(port)
            .admission(cores, queue, Duration.ofSeconds(queueSeconds))
            .adjustment(
                trained -> size.applied(ModelScaling.scaled(trained, scale.given()), output));
    models.forEach(builder::model);
    try (Interruption _ = Interruption.of(stopped::countDown);
        InferenceServer server = builder.start()) {
      tell(server, (System.nanoTime() - begin) / NANOS_PER_SECOND);
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void expect(String option, int given, int least, int most) {
    if (given < least || given > most) {
      throw new IllegalArgumentException(
          """
          %s: out of range
            given     %d
            expected  %d to %d
            fix       correct it, or leave it out\
          """
              .formatted(option, given, least, most));
    }
  }

  private void tell(InferenceServer server, double seconds) {
    if (output.json()) {
      output.line(new Ready(server.address().toString(), server.models()));
      return;
    }
    if (output.talks()) {
      server.models().forEach(output.out()::println);
    }
    output.out().printf(Locale.ROOT, "Ready after %.1f s at %s%n", seconds, server.address());
    output.out().flush();
  }

  /// What `--json` prints when the server is ready.
  record Ready(String address, List<String> models) {}
}
