package dev.kern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers questions about a framework's speed, a line each, on standard output.
///
/// | question            | answer                                                              |
/// |---------------------|---------------------------------------------------------------------|
/// | `title`             | `= ` and the framework's title                                      |
/// | `prepare JOB`       | `= ` and the multiply-adds of a step, `= none` if it can't do the job |
/// | `results JOB`       | `= ` and [Framework#results], `= none` if it has none                |
/// | `steps COUNT`       | `= done` after so many steps of the job last prepared               |
/// | `memory`            | `= ` and the most bytes of memory that the process has had          |
/// | `peak`              | `= ` and the machine's peak just now, in GFLOP/s                    |
/// | `window MILLIS CLOCK` | `= ` and the steps per second of the job last prepared, by a [Clock] |
///
/// Frameworks print what they like; only lines that begin with `= ` are answers.
public final class FrameworkServer {
  private static final String ANSWER = "= ";

  /// How long a framework runs untimed before each millisecond that is timed.
  private static final long LEAD_MICROS_PER_MILLI = 400;

  private final Framework framework;
  private Framework.@Nullable Step step;
  private double stepNanos; // in the window before

  private FrameworkServer(Framework framework) {
    this.framework = framework;
  }

  /// Serves until standard input ends.
  ///
  /// @param arguments one: how many threads the framework may use
  public static void serve(String[] arguments, IntFunction<Framework> framework)
      throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    FrameworkServer server = new FrameworkServer(framework.apply(Integer.parseInt(arguments[0])));
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(ANSWER + server.answer(line));
      answers.flush();
    }
    System.exit(0); // frameworks leave threads behind
  }

  private String answer(String question) throws IOException {
    String[] words = question.split(" ", 2);
    return switch (words[0]) {
      case "title" -> framework.title();
      case "prepare" -> prepare(Job.parse(words[1]));
      case "results" -> results(Job.parse(words[1]));
      case "steps" -> steps(Integer.parseInt(words[1]));
      case "memory" -> Long.toString(mostBytes());
      case "peak" -> Double.toString(framework.peak());
      case "window" -> {
        String[] window = words[1].split(" ", -1);
        yield Double.toString(window(Long.parseLong(window[0]), Clock.valueOf(window[1])));
      }
      default -> throw new IllegalArgumentException("unknown question '" + question + "'");
    };
  }

  private String prepare(Job job) {
    if (step != null) {
      step.close();
    }
    stepNanos = 0;
    Optional<Framework.Step> prepared = framework.prepare(job);
    step = prepared.orElse(null);
    return prepared.map(s -> Double.toString(s.multiplyAdds())).orElse("none");
  }

  private String results(Job job) {
    return framework
        .results(job)
        .map(all -> IntStream.range(0, all.length).mapToObj(i -> Float.toString(all[i])))
        .map(all -> all.collect(Collectors.joining(" ")))
        .orElse("none");
  }

  private String steps(int count) {
    Framework.Step prepared = prepared();
    for (int i = 0; i < count; i++) {
      prepared.run();
    }
    return "done";
  }

  /// As the system counts it: what was in memory at once.
  private static long mostBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    }
  }

  private Framework.Step prepared() {
    Framework.Step prepared = step;
    if (prepared == null) {
      throw new IllegalStateException("there is no job; fix: prepare one");
    }
    return prepared;
  }

  private double window(long millis, Clock clock) {
    Framework.Step timed = prepared();
    // Not timed: wakes threads that have parked, and gives the system time to spread them. To a
    // step that is longer that makes no difference.
    long lead = millis * LEAD_MICROS_PER_MILLI * 1_000;
    if (stepNanos < lead) {
      repeat(timed, lead, Clock.WALL);
    }
    double rate = repeat(timed, millis * 1_000_000, clock);
    stepNanos = 1e9 / rate;
    return rate;
  }

  /// Steps per second in a time, both by a clock.
  private static double repeat(Framework.Step step, long nanos, Clock clock) {
    long start = clock.nanos();
    long end = start + nanos;
    long now;
    int steps = 0;
    do {
      step.run();
      steps++;
      now = clock.nanos();
    } while (now < end);
    return steps * 1e9 / (now - start);
  }
}
