package dev.kern.bench;

import dev.kern.json.RecordMapper;
import dev.kern.run.Engine;
import dev.kern.train.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Times Kern and its peers in turns and prints a table.
///
/// Options, each `--name=value`; lists by commas:
///
/// | option        | default                                      |
/// |---------------|----------------------------------------------|
/// | `--jobs`      | [#JOBS] and those of [#MODELS] that are there; also files of models, `*.onnx`, and single jobs, such as `training resnet18 16` |
/// | `--threads`   | `1,2`                                        |
/// | `--peers`     | all                                          |
/// | `--rounds`    | 5 windows per peer and job                   |
/// | `--millis`    | 200 per window                               |
/// | `--warm`      | 3,000 milliseconds before                    |
/// | `--clock`     | wall; or thread, with one thread on a busy machine |
/// | `--out`       | none; findings are appended, as lines of JSON |
/// | `--table`     | none; prints the table of such a file        |
public final class Peers {
  private static final String JOBS =
      "strided,maxpool,lenet,operations,cifar_resnet18,cifar_recipe,mobilenet_v2,resnet18,resnet50,"
          + "mobilenet_v3_small,efficientnet_b0,squeezenet1_1,densenet121,vgg16";

  /// Files in the shared data beside the checkout.
  private static final List<String> MODELS =
      List.of("mnist_onnx_zoo.onnx", "resnet20_cifar10.onnx", "tiny_cnn.onnx");

  /// Training steps until memory no longer grows.
  private static final int STEPS = 3;

  private static final long MEGABYTE = 1_000_000;

  private final Map<String, String> options;
  private final Path home;

  private Peers(Map<String, String> options) {
    this.options = options;
    home = Path.of(System.getProperty("kern.bench", "bench"));
  }

  /// Runs it.
  public static void main(String[] arguments) throws IOException {
    new Peers(
            Options.parse(
                arguments, "jobs", "threads", "peers", "rounds", "millis", "warm", "clock", "out",
                "table"))
        .run();
  }

  private void run() throws IOException {
    String table = options.get("table");
    if (table != null) {
      List<Finding> findings = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(table))) {
        findings.add(RecordMapper.PLAIN.parse(table, line, Finding.class));
      }
      System.out.print(Tables.of(findings));
      return;
    }
    System.out.println(machine());
    List<Finding> findings = new ArrayList<>();
    for (String threads : list("threads", "1,2")) {
      play(Integer.parseInt(threads), findings);
    }
    System.out.println();
    System.out.print(Tables.of(findings));
  }

  private static String machine() throws IOException {
    Environment here = Environment.here(Engine.VECTOR);
    Path load = Path.of("/proc/loadavg");
    return "%s, %d processors, %s; Java %s; load before: %s"
        .formatted(
            here.processor(),
            here.processors(),
            here.system(),
            here.java(),
            Files.isReadable(load) ? Files.readString(load).strip() : "unknown");
  }

  private void play(int threads, List<Finding> findings) throws IOException {
    List<FrameworkProcess> started = new ArrayList<>();
    try {
      FrameworkProcess kern = start(Contestant.KERN, threads, true);
      started.add(kern);
      for (String peer : list("peers", Contestant.peers())) {
        started.add(start(Contestant.of(peer), threads, true));
      }
      for (FrameworkProcess process : started) {
        System.out.printf("  %s: %s, threads: %d%n", process.name(), process.title(), threads);
      }
      Match match =
          new Match(
              kern,
              started.subList(1, started.size()),
              threads,
              Integer.parseInt(options.getOrDefault("rounds", "5")),
              Long.parseLong(options.getOrDefault("millis", "200")),
              Long.parseLong(options.getOrDefault("warm", "3000")),
              Clock.valueOf(options.getOrDefault("clock", "wall").toUpperCase(Locale.ROOT)));
      for (Job job : jobs()) {
        Finding played = match.play(job);
        Finding finding =
            job.kind() == Job.Kind.TRAINING ? played.with(memory(job, played, threads)) : played;
        findings.add(finding);
        keep(finding);
      }
    } finally {
      started.forEach(FrameworkProcess::close);
    }
  }

  private FrameworkProcess start(Contestant contestant, int threads, boolean keepsMemory)
      throws IOException {
    Path target = home.resolve(contestant.module()).resolve("target");
    return FrameworkProcess.start(contestant, target, threads, keepsMemory);
  }

  /// How much memory Kern and each peer that can do a job need for it, in processes that do nothing
  /// else.
  private Map<String, Long> memory(Job job, Finding played, int threads) throws IOException {
    Map<String, Long> megabytes = new LinkedHashMap<>();
    for (Contestant contestant : Contestant.values()) {
      String title = contestant.title();
      if (contestant == Contestant.KERN || played.peers().containsKey(title)) {
        try (FrameworkProcess process = start(contestant, threads, false)) {
          process.prepare(job);
          process.steps(STEPS);
          megabytes.put(title, process.mostBytes() / MEGABYTE);
        }
      }
    }
    return megabytes;
  }

  private List<Job> jobs() {
    String given = options.get("jobs");
    List<String> words =
        new ArrayList<>(Arrays.asList((given == null ? JOBS : given).split(",", -1)));
    if (given == null) {
      Path models = home.toAbsolutePath().resolve("../../shared/data/onnx").normalize();
      MODELS.stream()
          .map(models::resolve)
          .filter(Files::exists)
          .forEach(file -> words.add(file.toString()));
    }
    return words.stream().map(Job::of).flatMap(List::stream).toList();
  }

  private void keep(Finding finding) throws IOException {
    String line = RecordMapper.PLAIN.line(finding);
    System.out.println(line);
    String out = options.get("out");
    if (out != null) {
      Files.writeString(
          Path.of(out),
          line + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private List<String> list(String option, String usual) {
    return Arrays.asList(options.getOrDefault(option, usual).split(","));
  }
}
