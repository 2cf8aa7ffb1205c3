package dev.kern.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// A framework in a process of its own, asked by [FrameworkServer]'s questions.
final class FrameworkProcess implements AutoCloseable {
  private static final String ANSWER = "= ";

  /// Libraries read their number of threads here, and their choice of loops, which they shall make
  /// by themselves.
  private static final String OPENMP_THREADS = "OMP_NUM_THREADS";

  /// PyTorch and Deeplearning4j cut their own work by threads and leave products to OpenBLAS, whose
  /// threads then fight with theirs over the cores: a step of 128 images took seven times as long.
  private static final String PRODUCT_THREADS = "OPENBLAS_NUM_THREADS";

  /// Keeps freed memory. Otherwise PyTorch gives large tensors back to the system after each step
  /// and touches new pages in the next, which costs more than the step where pages are dear.
  private static final Map<String, String> ALLOCATOR =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "33554432",
          "MALLOC_TRIM_THRESHOLD_", "8589934592",
          "MALLOC_TOP_PAD_", "268435456");

  private static final List<String> CHOICES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private final String name;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private FrameworkProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /// Starts a framework, whose chatter goes to a file in the module's folder of build results.
  ///
  /// @param target that folder
  /// @param threads how many threads it may use
  /// @param keeps whether it keeps memory that it has freed, which is faster
  static FrameworkProcess start(Contestant contestant, Path target, int threads, boolean keeps)
      throws IOException {
    File log = target.resolve("peer.log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:MaxRAMPercentage=60",
                contestant.main(),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.appendTo(log));
    // ONNX Runtime 1.29.0 ends with a segmentation fault if the command has more than 4 KB.
    builder.environment().put("CLASSPATH", classPath(target));
    builder.environment().put(OPENMP_THREADS, Integer.toString(threads));
    if (contestant != Contestant.OPENBLAS) {
      builder.environment().put(PRODUCT_THREADS, "1");
    }
    if (keeps) {
      builder.environment().putAll(ALLOCATOR);
    }
    builder.environment().keySet().removeAll(CHOICES);
    Process process = builder.start();
    // One that is stopped wouldn't notice that its questions have ended.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new FrameworkProcess(contestant.title(), process);
  }

  private static String classPath(Path target) throws IOException {
    String libraries = Files.readString(target.resolve("libraries.path")).strip();
    return target.resolve("classes") + File.pathSeparator + libraries;
  }

  /// Its short name.
  String name() {
    return name;
  }

  /// Its name, version and notable settings.
  String title() {
    return ask("title");
  }

  /// Gets ready for a job and says how many multiply-adds a step has; empty if it can't do it.
  OptionalDouble prepare(Job job) {
    return Optional.of(ask("prepare " + job))
        .filter(answer -> !answer.equals("none"))
        .map(answer -> OptionalDouble.of(Double.parseDouble(answer)))
        .orElse(OptionalDouble.empty());
  }

  /// What it computes in a job, if that can be compared with Kern's.
  Optional<float[]> results(Job job) {
    return Optional.of(ask("results " + job))
        .filter(answer -> !answer.equals("none"))
        .map(FrameworkProcess::floats);
  }

  private static float[] floats(String answer) {
    String[] words = answer.split(" ", -1);
    float[] floats = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      floats[i] = Float.parseFloat(words[i]);
    }
    return floats;
  }

  /// Does some steps of the job that it got ready for.
  void steps(int count) {
    ask("steps " + count);
  }

  /// The most memory that it has had so far, in bytes.
  long mostBytes() {
    return Long.parseLong(ask("memory"));
  }

  /// The machine's multiply-add peak just now, in 10^9 operations per second.
  double peak() {
    return Double.parseDouble(ask("peak"));
  }

  /// Steps per second in a window of time.
  double window(long millis, Clock clock) {
    return Double.parseDouble(ask("window " + millis + " " + clock));
  }

  /// Asks, and lets the process run until it answers: threads that spin or tidy up after their work
  /// would take a processor from whoever is timed next.
  private String ask(String question) {
    signal("CONT");
    try {
      return answer(question);
    } finally {
      signal("STOP");
    }
  }

  private void signal(String what) {
    try {
      new ProcessBuilder("kill", "-" + what, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("%s, to be sent %s by 'kill'".formatted(name, what), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(String question) {
    try {
      questions.write(question + "\n");
      questions.flush();
      String line = answers.readLine();
      while (line != null && !line.startsWith(ANSWER)) {
        line = answers.readLine();
      }
      if (line == null) {
        throw new IllegalStateException(
            "%s ended when asked '%s'; fix: see its log".formatted(name, question));
      }
      return line.substring(ANSWER.length());
    } catch (IOException e) {
      throw new UncheckedIOException("%s, asked '%s'".formatted(name, question), e);
    }
  }

  /// Ends the process.
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
