package dev.kern.train;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Resumed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Listens to a run and writes its results for a spreadsheet: a line per epoch and evaluation.
///
/// ```
/// step,epoch,part,loss,accuracy
/// 951,1,train,0.7213,0.8104
/// 951,,valid,0.5127,0.8561
/// ```
///
/// | column     | holds                                                                   |
/// |------------|-------------------------------------------------------------------------|
/// | `step`     | the step, counted from 0; at the end of a run how many there were       |
/// | `epoch`    | which epoch has ended, from 1; empty for an evaluation                  |
/// | `part`     | `train`: means over the epoch; `valid`, `test`: results of an evaluation |
/// | `loss`     | in nats                                                                 |
/// | `accuracy` | from 0 to 1                                                             |
///
/// A line is written whole by a single call, so that who reads meanwhile sees whole lines, and
/// survives a power failure once it is written: a resumed run does not repeat it. Used by one run
/// at a time; close it when done.
public final class CsvLog implements Listener, AutoCloseable {
  private static final String HEADER = "step,epoch,part,loss,accuracy";

  /// A line with results; what a power failure has torn is none.
  private static final Pattern LINE =
      Pattern.compile("(\\d{1,18}),\\d*,[a-z]+,[-+.\\w]+,[-+.\\w]+");

  private final Path file;
  private @Nullable FileChannel out;

  private CsvLog(Path file) {
    this.file = file;
  }

  /// A log of a new run, in a file that is made when there is something to write.
  ///
  /// Fails with `DataException` if the file exists.
  public static CsvLog to(Path file) {
    AtomicOutput.expectNew(file);
    return new CsvLog(file);
  }

  /// The log of a run that is resumed: lines about steps that are repeated are removed, new ones
  /// are appended. The file is created if it isn't there.
  ///
  /// Fails with `DataException` if the file can't be read or is no such log.
  public static CsvLog append(Path file) {
    if (FileStatus.isTaken(file)
        && !lines(file).stream().findFirst().equals(Optional.of(HEADER))
        && !isTornHeader(file)) {
      throw Problem.at(file.toString(), "not a CSV log of a Kern run")
          .expected("the first line " + HEADER)
          .fix("name another file, or one that --csv has written");
    }
    return new CsvLog(file);
  }

  /// Whether the file is one whose first line had only begun to reach the disk: a part of the
  /// header, where zeros stand for bytes that are missing.
  private static boolean isTornHeader(Path file) {
    byte[] header = (HEADER + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(header.length);
      for (int i = 0; i < start.length; i++) {
        if (start[i] != 0 && start[i] != header[i]) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The whole lines of a file; a crash may have cut the last one short.
  private static List<String> lines(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// Writes the results of an evaluation.
  ///
  /// Fails with `DataException` if the file can't be written.
  @Override
  public void on(Event event) {
    if (event instanceof Resumed resumed && FileStatus.isTaken(file)) {
      keepBefore(resumed.step());
    } else if (event instanceof Evaluated e) {
      write("%d,,%s,%s,%s".formatted(e.step(), e.split(), e.loss(), e.accuracy()));
    }
  }

  /// Writes the means over an epoch.
  ///
  /// Fails with `DataException` if the file can't be written.
  @Override
  public void epoch(Epoch e) {
    write("%d,%d,train,%s,%s".formatted(e.step(), e.epoch(), e.loss(), e.minibatchAccuracy()));
  }

  private void keepBefore(long step) {
    String kept =
        Stream.concat(Stream.of(HEADER), lines(file).stream().filter(line -> isBefore(line, step)))
            .collect(Collectors.joining("\n", "", "\n"));
    close();
    AtomicOutput.replace(file, kept);
  }

  private static boolean isBefore(String line, long step) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() && Long.parseLong(matcher.group(1)) < step;
  }

  private void write(String line) {
    try {
      FileChannel channel = out;
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = channel;
        AtomicOutput.force(file.resolveSibling("."));
      }
      String text = (channel.size() == 0 ? HEADER + "\n" : "") + line + "\n";
      AtomicOutput.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(false);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Brings everything to the disk and closes the file.
  @Override
  public void close() {
    try (FileChannel channel = out) {
      out = null;
      if (channel != null) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// `CSV log results.csv`.
  @Override
  public String toString() {
    return "CSV log " + file;
  }
}
