package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.image;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.span;

import dev.kern.data.Dataset;
import dev.kern.graph.Tensor;
import dev.kern.model.ActivationTrace;
import dev.kern.model.Mistake;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The sections of the page that hold images.
final class ImageSections {
  private static final int MOST_PROBABILITIES = 5;

  private ImageSections() {}

  /// The images that the network was most wrong about.
  static Element mistakes(EvaluatedSplit evaluated) {
    List<Mistake> mistakes = evaluated.evaluation().mistakes();
    if (mistakes.isEmpty()) {
      return section(
          "Worst mistakes",
          "None: every %s image was classified correctly."
              .formatted(evaluated.splitName().adjective()));
    }
    Element cards = div("cards");
    mistakes.forEach(mistake -> cards.add(card(mistake, evaluated)));
    return section(
            "Worst mistakes",
            "The images whose label got the lowest probability. Wrong labels and broken images"
                + " in the data set show up here too.")
        .add(
            figure(
                "The %d worst mistakes among the %s images: the label, the predicted class,"
                        .formatted(mistakes.size(), evaluated.splitName().adjective())
                    + " its probability, and the number of the image in the data.",
                cards));
  }

  private static Element card(Mistake mistake, EvaluatedSplit evaluated) {
    Raster raster = evaluated.image(mistake.image());
    String tip =
        "%s image %d, labelled %s, classified as %s"
            .formatted(
                evaluated.splitName().adjective(),
                mistake.image(),
                mistake.label(),
                mistake.predicted());
    return div(
        "card",
        image(raster, tip),
        div(
            "taken",
            span("label", mistake.label()),
            span("arrow", " → "),
            span("predicted", mistake.predicted())),
        span("detail", Unit.PERCENT.text(mistake.probability())),
        span("detail", "no. " + mistake.image()));
  }

  /// The filters of the first convolution, if they can be seen.
  static Optional<Element> filters(TrainedModel trained) {
    List<Raster> filters = Thumbnails.filters(trained);
    if (filters.isEmpty()) {
      return Optional.empty();
    }
    Tensor weights = Thumbnails.filters(trained.weights()).orElseThrow();
    int count = weights.shape().extent(3);
    Element tiles = div("sheet filters");
    IntStream.range(0, filters.size())
        .forEach(f -> tiles.add(image(filters.get(f), "filter " + f)));
    String which =
        filters.size() < count
            ? "%d of the %d filters".formatted(filters.size(), count)
            : "The %d filters".formatted(count);
    String how =
        trained.model().image().channels() == 3
            ? " as colours; grey is zero."
            : ": blue is negative, white zero, orange positive, all on one scale.";
    return Optional.of(
        section("First-layer filters", "")
            .add(
                figure(
                    "%s of the first convolution, %d\u00a0×\u00a0%d pixels each%s"
                        .formatted(
                            which, weights.shape().extent(0), weights.shape().extent(1), how),
                    tiles)));
  }

  /// An image on its way through the layers.
  static Element layers(EvaluatedSplit evaluated) {
    Dataset data = evaluated.data();
    ActivationTrace trace = evaluated.trace();
    String label = data.classNames().get(trace.label());
    Raster raster = evaluated.image(trace.image());
    Element rows =
        div("layers", row("image", "labelled " + label, div("sheet image", image(raster, label))));
    for (ActivationTrace.Answer answer : trace.answers()) {
      rows.add(answer(answer));
    }
    rows.add(row("probabilities", "", probabilities(trace, data)));
    return section("One image through the layers", "")
        .add(
            figure(
                "The output of each layer for %s image %d. Dark blue is zero and yellow the layer's"
                        .formatted(evaluated.splitName().adjective(), trace.image())
                    + " largest value; in layers with negative values blue is negative, white"
                    + " zero, orange positive.",
                rows));
  }

  private static Element answer(ActivationTrace.Answer answer) {
    Tensor values = answer.values();
    List<Raster> channels = Thumbnails.channels(values);
    boolean images = values.shape().rank() == 3;
    String shape = values.shape().toString();
    if (images && channels.size() < values.shape().last()) {
      shape += ", %d channels shown".formatted(channels.size());
    }
    Element sheet = div(images ? "sheet maps" : "sheet units");
    IntStream.range(0, channels.size())
        .forEach(
            c ->
                sheet.add(
                    image(channels.get(c), answer.layer() + (images ? ", channel " + c : ""))));
    return row(answer.layer(), shape, sheet);
  }

  private static Element row(String name, String detail, Element content) {
    return div("layer", div("name", Element.of("b", name), span("detail", detail)), content);
  }

  private static Element probabilities(ActivationTrace trace, Dataset data) {
    Element bars = div("bars");
    IntStream.range(0, data.classes())
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -trace.probabilities().at(c)))
        .limit(MOST_PROBABILITIES)
        .forEach(
            c -> {
              double probability = trace.probabilities().at(c);
              bars.add(
                  div(
                      "bar",
                      span("label", data.classNames().get(c)),
                      div("track", div("fill").with("style", width(probability))),
                      span("number", Unit.PERCENT.text(probability))));
            });
    return bars;
  }

  private static String width(double share) {
    return "width: " + Element.plain(100 * share) + "%";
  }
}
