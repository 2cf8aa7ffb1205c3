package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.pairs;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.table;

import dev.kern.data.Targets;
import dev.kern.layer.Summary;
import dev.kern.loss.Loss;
import dev.kern.report.draw.Svg;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import dev.kern.train.DataRecord;
import dev.kern.train.Environment;
import dev.kern.train.RunJson;
import dev.kern.train.RunRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sections of the page that hold plots and figures.
final class Sections {
  private static final long MEBIBYTE = 1 << 20;

  private Sections() {}

  /// How loss, accuracy and metrics went.
  static Element curves(ReportInput evidence) {
    History history = evidence.history();
    Loss loss = evidence.record().recipe().loss();
    String mean = evidence.targets().heads().isEmpty() ? "mean " : "";
    Element pair = div("pair");
    pair.add(
        figure("Loss, the %s%s.".formatted(mean, loss), Svg.of(history.losses(loss).drawing())));
    if (!evidence.targets().areValues()) {
      pair.add(
          figure(
              "Accuracy, the fraction of images %s.".formatted(right(evidence.targets())),
              Svg.of(history.accuracies().drawing())));
    }
    history
        .metrics()
        .forEach(
            chart ->
                pair.add(
                    figure("The metric %s.".formatted(chart.quantity()), Svg.of(chart.drawing()))));
    return section("Learning curves", "").add(pair);
  }

  /// What it means that an image is right: `classified correctly`.
  static String right(Targets targets) {
    return switch (targets.kind()) {
      case CLASS, VALUES -> "classified correctly";
      case LABELS -> "with all labels correct";
      case HEADS -> "correct in every head with classes or labels";
    };
  }

  /// The title of the section for a kind of targets: `Classes`.
  static String title(Targets targets) {
    String word = targets.kind().word();
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /// Says why there is nothing about single images.
  static Element withoutImages(ReportInput evidence) {
    String each =
        switch (evidence.targets().kind()) {
          case CLASS -> "class";
          case VALUES -> "value";
          case LABELS -> "label";
          case HEADS -> "head";
        };
    return section(
        title(evidence.targets()),
        evidence.trained().isEmpty()
            ? "The run folder has no trained model yet, so this report has no results per %s"
                    .formatted(each)
                + " and no images."
            : "The data set was not available for this report, so it has no results per %s and"
                    .formatted(each)
                + " no images. "
                + (evidence.targets().areClasses()
                    ? "kern runs report RUN --data WHERE adds them."
                    : "Report.of(RunFolder, Dataset) adds them."));
  }

  /// The layers and their cost.
  static Element network(Summary summary) {
    List<List<String>> rows = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      rows.add(
          List.of(
              row.name(),
              row.settings(),
              row.shape().toString(),
              unlessNone(row.parameters()),
              unlessNone(row.multiplyAdds())));
    }
    rows.add(
        List.of(
            "sum", "", "", Unit.count(summary.parameters()), Unit.count(summary.multiplyAdds())));
    return section(
            "Network", "Shapes and multiply-adds are per image of %s.".formatted(summary.image()))
        .add(table(List.of("layer", "settings", "result", "parameters", "multiply-adds"), rows, 2));
  }

  private static String unlessNone(long count) {
    return count == 0 ? "" : Unit.count(count);
  }

  /// Settings, speed, data and machine.
  static Element settings(ReportInput evidence) {
    return section("Settings", "Everything needed to repeat the run, as in run.json.")
        .add(
            div(
                "columns",
                pairs("Training", recipe(evidence.record())),
                pairs("Speed", speed(evidence.history())),
                pairs("Data", data(evidence.record().data())),
                pairs("Machine", machine(evidence.record().environment()))));
  }

  /// Every setting, as `run.json` writes it, but for the network, which has a table of its own.
  private static Map<String, String> recipe(RunRecord record) {
    Map<String, String> settings = new LinkedHashMap<>();
    record.origin().ifPresent(origin -> settings.put("from", origin.source()));
    RunJson.object(record.recipe())
        .forEach(
            (setting, value) -> {
              if (!setting.equals("network") && value != null) {
                settings.put(setting, words(value));
              }
            });
    return settings;
  }

  private static String words(@Nullable Object value) {
    return switch (value) {
      case Number number -> Unit.number(new BigDecimal(number.toString()));
      case String text -> text;
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list -> list.stream().map(Sections::words).collect(Collectors.joining("; "));
      case Map<?, ?> parts ->
          parts.entrySet().stream()
              .map(
                  part ->
                      (part.getKey().equals("type") ? "" : part.getKey() + " ")
                          + words(part.getValue()))
              .collect(Collectors.joining(", "));
      case null, default -> Boolean.TRUE.equals(value) ? "yes" : "no";
    };
  }

  private static Map<String, String> speed(History history) {
    Map<String, String> speed = new LinkedHashMap<>();
    history
        .finished()
        .ifPresent(
            end -> {
              speed.put("steps", Unit.count(end.steps()));
              speed.put("time", Page.seconds(end.seconds()));
              speed.put("average", Unit.COUNT.text(end.stepsPerSecond()) + " steps/s");
            });
    history.reports().stream()
        .skip(1)
        .mapToDouble(report -> report.stepsPerSecond())
        .max()
        .ifPresent(
            best -> speed.put("best between two reports", Unit.COUNT.text(best) + " steps/s"));
    return speed;
  }

  private static Map<String, String> data(DataRecord data) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("source", data.source());
    facts.put("format", data.format());
    data.images().forEach((part, count) -> facts.put(part, Unit.count(count) + " images"));
    facts.put("size", data.image() + (data.fit().isPresent() ? ", resized" : ""));
    data.targets()
        .ifPresentOrElse(
            targets -> facts.put(targets.kind().word(), words(targets)),
            () -> facts.put("classes", String.join(", ", data.classes())));
    facts.put("SHA-256", data.sha256());
    return facts;
  }

  private static String words(Targets targets) {
    return targets.heads().isEmpty() ? String.join(", ", targets.names()) : targets.toString();
  }

  private static Map<String, String> machine(Environment environment) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Kern", environment.kern());
    facts.put("Java", environment.java());
    facts.put("system", environment.system());
    facts.put("processor", environment.processor());
    facts.put("processors", Integer.toString(environment.processors()));
    facts.put("heap", Unit.count(environment.heapBytes() / MEBIBYTE) + " MiB");
    facts.put("kernels", environment.loops());
    environment.arithmetic().ifPresent(words -> facts.put("arithmetic", words));
    return facts;
  }
}
