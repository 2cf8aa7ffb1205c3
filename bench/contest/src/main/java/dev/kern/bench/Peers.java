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
import java.util.List;
import java.util.Map;

/// Times Kern and its peers in turns and prints a table.
///
/// Options, each `--name=value`; lists by commas:
///
/// | option        | default                                      |
/// |---------------|----------------------------------------------|
/// | `--jobs`      | `strided,maxpool,lenet,operations`; also files of models, `*.onnx` |
/// | `--threads`   | `1,2`                                        |
/// | `--peers`     | all                                          |
/// | `--rounds`    | 5 windows per peer and job                   |
/// | `--millis`    | 200 per window                               |
/// | `--warm`      | 1,000 milliseconds before                    |
/// | `--out`       | none; findings are appended, as lines of JSON |
/// | `--table`     | none; prints the table of such a file        |
public final class Peers {
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
                arguments, "jobs", "threads", "peers", "rounds", "millis", "warm", "out", "table"))
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
      FrameworkProcess kern = start(Contestant.KERN, threads);
      started.add(kern);
      for (String peer : list("peers", Contestant.peers())) {
        started.add(start(Contestant.of(peer), threads));
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
              Long.parseLong(options.getOrDefault("warm", "1000")));
      for (Job job : jobs()) {
        Finding finding = match.play(job);
        findings.add(finding);
        keep(finding);
      }
    } finally {
      started.forEach(FrameworkProcess::close);
    }
  }

  private FrameworkProcess start(Contestant contestant, int threads) throws IOException {
    Path target = home.resolve(contestant.module()).resolve("target");
    return FrameworkProcess.start(contestant, target, threads);
  }

  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (String word : list("jobs", "strided,maxpool,lenet,operations")) {
      jobs.addAll(
          word.equals("operations")
              ? Job.ofOperations()
              : word.endsWith(".onnx") ? Job.ofModel(word) : Job.ofNetwork(word));
    }
    return jobs;
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
