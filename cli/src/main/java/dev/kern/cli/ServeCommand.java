package dev.kern.cli;

import dev.kern.cli.option.AnswerOptions;
import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.ScaleOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ModelFiles;
import dev.kern.serve.InferenceServer;
import dev.kern.web.AccessLog;
import dev.kern.web.Limits;
import dev.kern.web.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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
  private static final int MOST_BODY = 500;
  private static final int LONGEST_TOKEN = 1 << 12;

  /// How many times as large a packed body may become.
  private static final int UNPACKED = 4;

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
      names = "--host-name",
      paramLabel = "NAME",
      description = {
        "name that clients call the server by, such as that of",
        "a proxy; give it once for each"
      })
  private List<String> hostNames = List.of();

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

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      description = "take bodies of MIB mebibytes at most (default: ${DEFAULT-VALUE})")
  private int maxBody = 16;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "answer only clients that send the token in FILE")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "speak HTTPS with the certificate in FILE (PEM)")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "the certificate's private key (PEM, PKCS #8)")
  private @Nullable Path key;

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      description = "let pages of ORIGIN ask, such as https://example.org, or *")
  private List<String> origins = List.of();

  @Option(names = "--access-log", description = "print a line of JSON for each request")
  private boolean accessLog;

  @Mixin private final InputSizeOption size = new InputSizeOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    expect("--port", port, 0, MOST_PORT);
    expect("--cores", cores, 1, 1 << 10);
    expect("--queue", queue, 0, 1 << 20);
    expect("--queue-seconds", queueSeconds, 0, 1 << 12);
    expect("--max-body", maxBody, 1, MOST_BODY);
    CountDownLatch stopped = new CountDownLatch(1);
    long begin = System.nanoTime();
    try (Interruption _ = Interruption.of(stopped::countDown);
        InferenceServer server = builder().start()) {
      tell(server, (System.nanoTime() - begin) / NANOS_PER_SECOND);
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private InferenceServer.Builder builder() {
    long body = (long) maxBody << 20;
    InferenceServer.Builder builder =
        InferenceServer.builder()
            .host(host)
            .port(port)
            .admission(cores, queue, Duration.ofSeconds(queueSeconds))
            .limits(Limits.standard().withBody(body, UNPACKED * body))
            .reader(path -> ModelFiles.read(path, onnx.options(size.given())))
            .adjustment(this::adjusted);
    models.forEach(builder::model);
    hostNames.forEach(builder::name);
    if (tokenFile != null) {
      expectToken(builder, tokenFile);
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          """
          --tls-cert and --tls-key: one is missing
            given     %s
            fix       give both\
          """
              .formatted(certificate == null ? "--tls-key" : "--tls-cert"));
    }
    if (certificate != null && key != null) {
      builder.tls(Tls.of(certificate, key));
    }
    builder.cors(origins);
    if (accessLog) {
      builder.accessLog(AccessLog.lines(output.out()::println));
    }
    return builder;
  }

  private TrainedModel adjusted(TrainedModel read) {
    TrainedModel scaled = ModelScaling.scaled(read, scale.given());
    if (scaled.model().normalization().isEmpty()) {
      output
          .err()
          .println(
              "note: network '%s' doesn't say how its training images were scaled, so it takes tensors, but no image files; otherwise say it, such as --scale 0..1"
                  .formatted(scaled.model().network().name()));
    }
    return answers.applied(size.applied(scaled, output), output);
  }

  /// Takes the first line of a file for the token.
  private static void expectToken(InferenceServer.Builder builder, Path file) {
    byte[] content = BoundedFile.read(file, LONGEST_TOKEN, "a token", "the right file");
    String token =
        new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
    try {
      builder.token(token);
    } catch (IllegalArgumentException e) {
      throw Problem.at(file.toString(), "its first line is no token")
          .given(Problem.count(token.length()) + " characters")
          .expected("16 or more characters of ASCII, without spaces")
          .because(e)
          .fix("openssl rand -hex 16 > " + ShellWord.of(file.toString()));
    }
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
