package dev.kern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Answers questions about a framework's speed, a line each, on standard output.
///
/// | question            | answer                                                              |
/// |---------------------|---------------------------------------------------------------------|
/// | `title`             | `= ` and the framework's title                                      |
/// | `prepare JOB`       | `= ` and the multiply-adds of a step, `= none` if it can't do the job |
/// | `peak`              | `= ` and the machine's peak just now, in GFLOP/s                    |
/// | `window MILLIS`     | `= ` and the steps per second of the job last prepared              |
///
/// Frameworks print what they like; only lines that begin with `= ` are answers.
public final class FrameworkServer {
  private static final String ANSWER = "= ";

  /// How long a framework runs untimed before each millisecond that is timed.
  private static final long LEAD_MICROS_PER_MILLI = 400;

  private final Framework framework;
  private Framework.@Nullable Step step;

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

  private String answer(String question) {
    String[] words = question.split(" ", 2);
    return switch (words[0]) {
      case "title" -> framework.title();
      case "prepare" -> prepare(Job.parse(words[1]));
      case "peak" -> Double.toString(framework.peak());
      case "window" -> Double.toString(window(Long.parseLong(words[1])));
      default -> throw new IllegalArgumentException("unknown question '" + question + "'");
    };
  }

  private String prepare(Job job) {
    if (step != null) {
      step.close();
    }
    Optional<Framework.Step> prepared = framework.prepare(job);
    step = prepared.orElse(null);
    return prepared.map(s -> Double.toString(s.multiplyAdds())).orElse("none");
  }

  private double window(long millis) {
    Framework.Step timed = step;
    if (timed == null) {
      throw new IllegalStateException("a window needs a job; fix: prepare one");
    }
    // Not timed: wakes threads that have parked, and gives the system time to spread them.
    repeat(timed, millis * LEAD_MICROS_PER_MILLI * 1_000);
    return repeat(timed, millis * 1_000_000);
  }

  /// Steps per second in a time.
  private static double repeat(Framework.Step step, long nanos) {
    long start = System.nanoTime();
    long end = start + nanos;
    long now;
    int steps = 0;
    do {
      step.run();
      steps++;
      now = System.nanoTime();
    } while (now < end);
    return steps * 1e9 / (now - start);
  }
}
