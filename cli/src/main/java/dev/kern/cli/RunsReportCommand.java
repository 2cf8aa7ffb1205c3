package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.format.DatasetReader;
import dev.kern.report.Report;
import dev.kern.train.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern runs report`: rewrites the report on a run.
@Command(
    name = "report",
    description = {
      "Write report.html and the plots of a run to its folder, replacing those there.",
      "Without the data, the report leaves out results per class and images."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunsReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "run folder, finished or not")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      converter = DataOption.class,
      description = "default: the data the run was trained on; several are joined")
  private List<DataPart> data = List.of();

  @Mixin private final Output output = new Output();

  /// What `--json` prints.
  ///
  /// @param page the page's file
  /// @param plots the folder of the plots
  record Written(String page, String plots) {}

  @Override
  public Integer call() {
    RunFolder folder = RunFolder.open(run);
    AtomicOutput.expectWritable(run.resolve("report.html"));
    Report report =
        images(folder).map(data -> Report.of(folder, data)).orElseGet(() -> Report.of(folder));
    Path page = report.writePage();
    Path plots = report.writePlots();
    if (output.json()) {
      output.line(new Written(page.toString(), plots.toString()));
    } else {
      output.out().println(page);
    }
    return 0;
  }

  /// The data that was named, or else that of the run if it is still there.
  private Optional<Dataset> images(RunFolder folder) {
    DatasetReader reader = folder.reader(DatasetReader.usual());
    if (!data.isEmpty()) {
      return Optional.of(folder.record().part(reader.open(data)));
    }
    try {
      return Optional.of(folder.record().part(folder.record().data().open(reader)));
    } catch (DataException e) {
      output
          .err()
          .println(
              "kern runs report: the data is missing; the report leaves out results per class and"
                  + " images");
      output.err().println(e.getMessage());
      return Optional.empty();
    }
  }
}
