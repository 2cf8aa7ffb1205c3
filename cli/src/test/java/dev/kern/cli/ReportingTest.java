package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.format.Datasets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportingTest {
  private static final int SIDE = 8;

  @TempDir static Path folder;
  private static Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path run;

  @BeforeAll
  static void writeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    write("train", 60);
    write("t10k", 20);
  }

  /// Images of noise, the first half of the classes dark, the second bright.
  private static void write(String part, int count) throws IOException {
    Random random = new Random(count);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int n = 0; n < count; n++) {
      labels.put((byte) (n % 10));
      for (int i = 0; i < SIDE * SIDE; i++) {
        images.put((byte) (random.nextInt(100) + (n % 10 < 5 ? 0 : 150)));
      }
    }
    Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  @BeforeEach
  void chooseFolder() {
    run = folder.resolve("run-" + System.identityHashCode(this));
  }

  private int kern(String... arguments) {
    return Kern.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int train(String... more) {
    String[] usual = {
      "train", "--data", data.toString(), "--out", run.toString(), "--steps", "5", "--threads", "1"
    };
    String[] all = Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return kern(all);
  }

  @Test
  void trainingLeavesAReport() {
    assertThat(train()).isZero();
    assertThat(out.toString()).contains("Report in " + run.resolve("report.html"));
    assertThat(err.toString()).isEmpty();
    assertThat(run.resolve("report.html")).content().contains("Worst mistakes");
    assertThat(run.resolve("plots")).isDirectoryContaining("glob:**confusion.png");
  }

  @Test
  void trainingLeavesNoneIfToldSo() {
    assertThat(train("--no-report")).isZero();
    assertThat(out.toString()).doesNotContain("Report in");
    assertThat(run).isDirectoryNotContaining("glob:**report.html");
  }

  @Test
  void tensorBoardGetsItsFilesIfToldSo() {
    assertThat(train("--no-report", "--tensorboard")).isZero();
    assertThat(run.resolve("tensorboard").toFile().list())
        .containsExactlyInAnyOrder("minibatch", "valid", "test");
    run = run.resolveSibling("without");
    assertThat(train("--no-report")).isZero();
    assertThat(run.resolve("tensorboard")).doesNotExist();
  }

  @Test
  void aReportThatFailsIsAWarning() throws IOException {
    train("--no-report");
    Files.createDirectories(run.resolve("report.html/in the way"));
    PrintWriter warnings = new PrintWriter(err, true);
    assertThat(ReportAfterTraining.write(run, Datasets.open(data), warnings)).isEmpty();
    assertThat(err.toString())
        .startsWith("warning: the run is saved, but has no report\n  " + run.resolve("report.html"))
        .endsWith("  fix       kern runs report " + run + "\n");
  }

  @Test
  void aReportCanBeWrittenAnew() throws IOException {
    train("--no-report");
    assertThat(kern("runs", "report", run.toString())).isZero();
    assertThat(out.toString()).endsWith(run.resolve("report.html") + "\n");
    String first = Files.readString(run.resolve("report.html"));
    out.getBuffer().setLength(0);
    assertThat(kern("runs", "report", "--json", "--data", data.toString(), run.toString()))
        .isZero();
    assertThat(out.toString())
        .isEqualTo(
            "{\"page\":\"%s\",\"plots\":\"%s\"}\n"
                .formatted(run.resolve("report.html"), run.resolve("plots")));
    assertThat(run.resolve("report.html")).hasContent(first);
  }

  @Test
  void aReportWithoutDataIsShorter() throws IOException {
    train("--no-report");
    Path record = run.resolve("run.json");
    String gone = folder.resolve("gone").toString();
    Files.writeString(record, Files.readString(record).replace(data.toString(), gone));
    assertThat(kern("runs", "report", run.toString())).isZero();
    assertThat(err.toString())
        .startsWith(
            "kern runs report: the data is missing; the report leaves out results per class and"
                + " images\n"
                + gone
                + ": the data that the run was trained on is not there\n")
        .contains("  fix       say where it is now: --data WHERE\n");
    assertThat(run.resolve("report.html")).content().doesNotContain("Worst mistakes");
  }

  @Test
  void whatIsNoRunHasNoReport() {
    assertThat(kern("runs", "report", data.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith(data + ": not a run folder\n");
  }
}
