package dev.kern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tries a reader on many damaged copies of good files.
///
/// Each is read, or refused by a `DataException` that says how to fix it, or read in part by a
/// reader that says what it has left out; within ten seconds of a processor's time, and at the cost
/// of no more memory than twice what it holds and 64 MB. What is allocated in all is counted, so
/// the memory held at any time is less.
///
/// `-Dfuzz.inputs=1000000` tries more than the suite does, and `-Dfuzz.from=250000` begins behind
/// the first ones. An input is a function of its number, which is in the message of a failure.
/// `-Dfuzz.table=FILE` adds a row about each reader to a table: how many inputs were tried, still
/// good and not, the longest time and the most memory that one took.
final class Fuzz {
  private static final int FROM = Integer.getInteger("fuzz.from", 0);
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 250);
  private static final String TABLE = System.getProperty("fuzz.table", "");
  private static final long ALLOWED_BYTES = 64_000_000;
  private static final long LONGEST_NANOS = 10_000_000_000L;
  private static final int LONGEST_MESSAGE = 5000;
  private static final long UNPACKED = 1 << 16;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<byte[]> seeds;
  private final Mutation mutation;
  private final long unpacked;
  private int good;
  private long longestNanos;
  private long mostBytes;

  private Fuzz(List<byte[]> seeds, Mutation mutation, long unpacked) {
    this.seeds = seeds;
    this.mutation = mutation;
    this.unpacked = unpacked;
  }

  /// Copies of these with bytes changed.
  static Fuzz bytes(List<byte[]> seeds) {
    return new Fuzz(seeds, Mutation.bytes(seeds), 0);
  }

  /// Copies of these packed files with bytes changed; they hold no more than 64 KiB unpacked.
  static Fuzz packed(List<byte[]> seeds) {
    return new Fuzz(seeds, Mutation.bytes(seeds), UNPACKED);
  }

  /// Copies of these texts in JSON with bytes or words changed.
  static Fuzz texts(List<byte[]> seeds) {
    return new Fuzz(seeds, Mutation.words(seeds), 0);
  }

  /// What is done with an input; whether it is still good.
  private interface Trial {
    boolean isGood(int input, byte[] content);
  }

  /// Fails unless the reader is polite to all of them, takes some, and refuses some.
  ///
  /// @param name what the table calls the reader
  void read(String name, Consumer<byte[]> reader) {
    tryAll(
        name,
        (input, content) -> {
          try {
            reader.accept(content);
            return true;
          } catch (DataException e) {
            expectCure(input, String.valueOf(e.getMessage()));
            return false;
          }
        });
  }

  /// Fails unless the reader takes all of them, some without a complaint, and some with.
  ///
  /// @param name what the table calls the reader
  /// @param reader gives the complaints
  void readAll(String name, Function<byte[], List<String>> reader) {
    tryAll(name, (_, content) -> reader.apply(content).isEmpty());
  }

  private void tryAll(String name, Trial trial) {
    for (int input = FROM; input < FROM + INPUTS; input++) {
      Random random = new Random(input);
      byte[] content = mutation.of(seeds.get(random.nextInt(seeds.size())), random);
      expectPolite(input, content, trial);
    }
    tell(name);
    assertThat(good).as("inputs that are still good").isPositive().isLessThan(INPUTS);
  }

  private void expectPolite(int input, byte[] content, Trial trial) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      good += trial.isGood(input, content) ? 1 : 0;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail("input " + input + " of " + content.length + " bytes", e);
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long allowed = 2 * Math.max(content.length, unpacked) + ALLOWED_BYTES;
    if (nanos > LONGEST_NANOS || bytes > allowed) {
      fail(
          "input %d of %d bytes took %d ms and %d bytes, of which %d are allowed"
              .formatted(input, content.length, nanos / 1_000_000, bytes, allowed));
    }
    longestNanos = Math.max(longestNanos, nanos);
    mostBytes = Math.max(mostBytes, bytes);
  }

  private static void expectCure(int input, String message) {
    if (!message.contains("\n  fix       ") || message.length() > LONGEST_MESSAGE) {
      fail(
          "input "
              + input
              + " is refused by a message without a cure, or too long a one:\n"
              + message);
    }
  }

  /// Adds a row to the table, if one is wanted.
  private void tell(String name) {
    if (TABLE.isEmpty()) {
      return;
    }
    String row =
        "| %s | %d | %,d | %,d | %,d | %d ms | %.1f MB |%n"
            .formatted(
                name,
                seeds.size(),
                INPUTS,
                good,
                INPUTS - good,
                longestNanos / 1_000_000,
                mostBytes / 1e6);
    try {
      Files.writeString(Path.of(TABLE), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
