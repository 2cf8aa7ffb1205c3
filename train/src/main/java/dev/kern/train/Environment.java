package dev.kern.train;

import dev.kern.json.Key;
import dev.kern.run.Engine;
import dev.kern.run.KernVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The machine and the software that a run ran on.
///
/// @param kern the version of Kern
/// @param java the version of Java, with its vendor
/// @param system the operating system and the processor's architecture
/// @param processor the processor's name, as far as the system tells
/// @param processors how many of them Java may use
/// @param heapBytes how much memory Java may use
/// @param loops what really computes, such as `vector, 16 lanes`
/// @param arithmetic what the bits depend on, see [Engine#arithmetic]; older runs don't say it
public record Environment(
    String kern,
    String java,
    String system,
    String processor,
    int processors,
    long heapBytes,
    String loops,
    @Key(omitEmpty = true) Optional<String> arithmetic) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /// This machine, this Java, this Kern, where this engine is asked for.
  public static Environment here(Engine engine) {
    Runtime runtime = Runtime.getRuntime();
    return new Environment(
        KernVersion.current(),
        Runtime.version() + ", " + System.getProperty("java.vm.vendor"),
        System.getProperty("os.name") + ", " + System.getProperty("os.arch"),
        processorName(),
        runtime.availableProcessors(),
        runtime.maxMemory(),
        engine.running().describe(),
        Optional.of(engine.arithmetic()));
  }

  private static String processorName() {
    if (!Files.isReadable(PROCESSORS)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown: " + e.getMessage();
    }
  }
}
