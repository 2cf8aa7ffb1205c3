package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.span;

import dev.kern.data.Targets;
import dev.kern.metric.WilsonInterval;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import dev.kern.train.RunRecord;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Finished;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The page: its head, the figures that count most, and the sections.
final class Page {
  /// A browser that keeps to this fetches nothing, whatever the page should hold.
  private static final String NOTHING_FROM_ELSEWHERE =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

  private Page() {}

  /// The page on a run.
  static String of(ReportInput evidence) {
    return of(evidence.record().name(), header(evidence), sections(evidence));
  }

  /// A page that needs nothing but itself.
  static String of(String title, Element header, List<Element> sections) {
    Element body =
        Element.of("body")
            .add(
                Element.of("main").add(header).addAll(sections),
                div("tip").with("id", "tip").with("hidden", "hidden"),
                Element.of("script", resource("report.js")));
    Element html = Element.of("html").with("lang", "en").add(head(title), body);
    return "<!DOCTYPE html>\n" + html + "\n";
  }

  private static List<Element> sections(ReportInput evidence) {
    List<Element> sections = new ArrayList<>();
    sections.add(Sections.curves(evidence));
    sections.addAll(
        evidence
            .evaluated()
            .map(ResultSections::of)
            .orElseGet(() -> List.of(Sections.withoutImages(evidence))));
    evidence.trained().flatMap(ImageSections::filters).ifPresent(sections::add);
    evidence.evaluated().map(ImageSections::layers).ifPresent(sections::add);
    sections.add(Sections.network(evidence.summary()));
    sections.add(Sections.settings(evidence));
    return sections;
  }

  private static Element head(String title) {
    return Element.of("head")
        .add(
            Element.of("meta").with("charset", "utf-8"),
            Element.of("meta")
                .with("http-equiv", "Content-Security-Policy")
                .with("content", NOTHING_FROM_ELSEWHERE),
            Element.of("meta")
                .with("name", "viewport")
                .with("content", "width=device-width, initial-scale=1"),
            Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
            Element.of("title", title + " – Kern"),
            Element.of("style", resource("report.css")));
  }

  private static Element header(ReportInput evidence) {
    RunRecord record = evidence.record();
    String network = record.recipe().network().name();
    Element header =
        Element.of("header")
            .add(
                span("kind", "Kern training run"),
                Element.of("h1", record.name()),
                Element.of("p")
                    .text("Network ")
                    .add(Element.of("b", network))
                    .text(", trained on ")
                    .add(Element.of("b", record.data().source()))
                    .text(", started " + record.started().replace('T', ' ').replace("Z", " UTC")));
    header.add(tiles(evidence));
    List<Element> notices =
        notices(evidence).stream().map(notice -> Element.of("p", notice)).toList();
    return notices.isEmpty() ? header : header.add(div("notices").addAll(notices));
  }

  private static Element tiles(ReportInput evidence) {
    History history = evidence.history();
    Element tiles = div("tiles");
    history
        .lastScore("test")
        .ifPresent(score -> tiles.add(score("test", score, evidence.targets())));
    history
        .lastScore("valid")
        .ifPresent(score -> tiles.add(score("validation", score, evidence.targets())));
    Optional<Finished> finished = history.finished();
    finished.ifPresent(
        end -> {
          tiles.add(tile("time", seconds(end.seconds()), Unit.count(end.steps()) + " steps"));
          double images = end.stepsPerSecond() * evidence.record().recipe().batch();
          tiles.add(
              tile(
                  "steps per second",
                  Unit.COUNT.text(end.stepsPerSecond()),
                  Unit.COUNT.text(images) + " images/s"));
        });
    tiles.add(tile("network", Unit.count(evidence.summary().parameters()), "parameters"));
    return tiles;
  }

  private static Element score(String part, Evaluated score, Targets targets) {
    String count = Unit.count(score.count());
    if (targets.areValues()) {
      return tile(part + " loss", Unit.PLAIN.text(score.loss()), count + " images");
    }
    long right = Math.round(score.accuracy() * score.count());
    return tile(
        part + " accuracy",
        Unit.PERCENT.text(score.accuracy()),
        "%s of %s %s"
            .formatted(
                Unit.count(right),
                count,
                targets.areClasses() ? "correct" : Sections.right(targets)),
        interval(right, score.count()));
  }

  /// How far an accuracy can be trusted; nothing for numbers that a log can't have by itself.
  private static String interval(long right, long count) {
    if (count < 1 || right < 0 || right > count) {
      return "";
    }
    WilsonInterval interval = WilsonInterval.of(right, count);
    return "95 %% interval: %s to %s"
        .formatted(Unit.PERCENT.text(interval.low()), Unit.PERCENT.text(interval.high()));
  }

  private static Element tile(String what, String value, String... details) {
    Element tile = div("tile", span("what", what), span("value", value));
    for (String detail : details) {
      if (!detail.isEmpty()) {
        tile.add(span("detail", detail));
      }
    }
    return tile;
  }

  /// A time in words: `8.4 s`, `12 min 5 s`, `3 h 7 min`.
  static String seconds(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  /// What a reader must know to judge the rest.
  private static List<String> notices(ReportInput evidence) {
    History history = evidence.history();
    List<String> notices = new ArrayList<>();
    history.failed().ifPresent(failed -> notices.add("The run failed. " + failed.message()));
    if (history.finished().isEmpty() && history.failed().isEmpty()) {
      notices.add("The run is still in progress, or was interrupted.");
    }
    history
        .stopped()
        .ifPresent(
            stop ->
                notices.add(
                    "The run stopped early after step %s: %s. The weights are those of step %s."
                        .formatted(
                            Unit.count(stop.step()), stop.reason(), Unit.count(stop.bestStep()))));
    if (evidence.record().recipe().dropoutAtEvaluation()) {
      notices.add(
          "This run kept dropout on during evaluation, as the notebook does. The matrix, table and"
              + " mistakes below were computed without dropout, so they differ from the curves.");
    }
    evidence.data().ifPresent(data -> notices.addAll(data.warnings()));
    return notices;
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
