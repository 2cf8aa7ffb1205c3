package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.OwnFile;
import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Painter;
import dev.kern.report.draw.PngFile;
import dev.kern.train.DataRecord;
import dev.kern.train.RunFolder;
import dev.kern.train.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a run looks like: curves, mistakes, filters and figures, on one page that needs no network,
/// and as plots for papers.
///
/// ```java
/// Report report = Report.of(RunFolder.open(Path.of("runs/lenet-1")), data);
/// Path page = report.writePage();
/// Path plots = report.writePlots();
/// ```
///
/// It is made from the run's folder alone, and from the data set where that is at hand. A run that
/// has no model yet, or whose data is gone, has a shorter report that says so.
public final class Report {
  private static final String PAGE = "report.html";
  private static final String PLOTS = "plots";

  private final RunFolder folder;
  private final ReportInput evidence;

  private Report(RunFolder folder, ReportInput evidence) {
    this.folder = folder;
    this.evidence = evidence;
  }

  /// The report on a run whose data is not at hand: it says nothing about single images.
  ///
  /// Fails with `DataException` if the folder can't be read.
  public static Report of(RunFolder folder) {
    return of(folder, Optional.empty());
  }

  /// The report on a run; scores its network once more.
  ///
  /// Fails with `DataException` if the folder can't be read, or the data is not what the run saw.
  ///
  /// @param data what the run was trained on
  public static Report of(RunFolder folder, Dataset data) {
    return of(folder, Optional.of(data));
  }

  /// The report with data or without.
  static Report of(RunFolder folder, Optional<Dataset> given) {
    RunRecord record = folder.record();
    given.ifPresent(images -> expectSame(record.data(), DataRecord.of(images)));
    Optional<Dataset> data = given.map(images -> images.withTargets(record.data().learned()));
    Optional<TrainedModel> trained =
        Optional.of(folder.model()).filter(FileStatus::exists).map(TrainedModel::read);
    History history = new History(folder.history());
    return new Report(folder, ReportInput.of(record, history, trained, data));
  }

  private static void expectSame(DataRecord seen, DataRecord given) {
    if (!given.sha256().equals(seen.sha256()) || !given.images().equals(seen.images())) {
      throw Problem.at(given.source(), "not the data this run was trained on")
          .given(words(given))
          .expected(words(seen))
          .fix("use the data of the run, or write the report without data");
    }
  }

  private static String words(DataRecord data) {
    return "%s images, files with checksum %s".formatted(data.imageCounts(), data.sha256());
  }

  /// Writes `report.html` into the run's folder, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  ///
  /// @return the page
  public Path writePage() {
    Path page = folder.path().resolve(PAGE);
    AtomicOutput.replace(page, page());
    return page;
  }

  /// The page as text.
  String page() {
    return Page.of(evidence);
  }

  /// Writes the plots as PNG files into the folder `plots` of the run's folder.
  ///
  /// Fails with `DataException` if they can't be written, or this machine has no fonts.
  ///
  /// @return the folder
  public Path writePlots() {
    Path plots = folder.path().resolve(PLOTS);
    OwnFile.expect(plots);
    try {
      Files.createDirectories(plots);
    } catch (IOException e) {
      throw Problem.unwritable(plots, e);
    }
    drawings()
        .forEach(
            (name, drawing) -> PngFile.write(plots.resolve(name + ".png"), drawing, Painter.PAPER));
    return plots;
  }

  private Map<String, Drawing> drawings() {
    Map<String, Drawing> drawings = new LinkedHashMap<>();
    History history = evidence.history();
    drawings.put("loss", history.losses(evidence.record().recipe().loss()).drawing());
    if (!evidence.targets().areValues()) {
      drawings.put("accuracy", history.accuracies().drawing());
    }
    evidence
        .evaluated()
        .filter(evaluated -> evaluated.scores().targets().areClasses())
        .ifPresent(
            evaluated ->
                drawings.put("confusion", evaluated.confusion(evaluated.scores()).drawing()));
    return drawings;
  }
}
