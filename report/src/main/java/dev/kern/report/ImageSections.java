package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.image;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.span;

import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.graph.Tensor;
import dev.kern.model.ActivationMapper;
import dev.kern.model.ActivationTrace;
import dev.kern.model.Estimate;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The sections of the page that hold images.
final class ImageSections {
  private static final int MOST_PROBABILITIES = 5;
  private static final int MOST_MAPS = 3;

  private ImageSections() {}

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
            : ": dark blue is negative, grey zero, light orange positive, all on one scale.";
    return Optional.of(
        section("First-layer filters", "")
            .add(
                figure(
                    "%s of the first convolution, %d\u00a0×\u00a0%d pixels each%s"
                        .formatted(
                            which, weights.shape().extent(0), weights.shape().extent(1), how),
                    tiles)));
  }

  /// Where the network sees what speaks for what it says.
  ///
  /// @param split the image, alone
  /// @param raster what the network sees of it
  static Element looks(
      ActivationMapper maps, Split split, Raster raster, Targets targets, Estimate estimate) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(0, pixels, 0);
    Element tiles = div("cards wider");
    likeliest(targets, estimate, 0)
        .forEach(
            (output, words) ->
                tiles.add(
                    div(
                        "card",
                        image(Thumbnails.marked(raster, maps.map(pixels, output)), words),
                        span("detail", words))));
    return section("Where it looks", "")
        .add(
            figure(
                "What speaks for each answer, from dark blue, nothing, to yellow, the most: a class"
                    + " activation map (Grad-CAM) at %s.".formatted(maps.layer()),
                tiles));
  }

  /// The most probable classes or labels, of each head, or all values, by their places among the
  /// outputs.
  private static Map<Integer, String> likeliest(Targets targets, Estimate estimate, int first) {
    Map<Integer, String> likeliest = new LinkedHashMap<>();
    boolean values = targets.areValues();
    estimate.values().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(MOST_MAPS)
        .forEach(
            each ->
                likeliest.put(
                    first + targets.names().indexOf(each.getKey()),
                    "%s %s"
                        .formatted(
                            each.getKey(),
                            (values ? Unit.PLAIN : Unit.PERCENT).text(each.getValue()))));
    targets
        .heads()
        .forEach(
            (name, head) ->
                likeliest(head, estimate.head(name), first + targets.from(name))
                    .forEach((output, words) -> likeliest.put(output, name + ": " + words)));
    return likeliest;
  }

  /// An image of a data set on its way through the layers.
  static Element layers(EvaluatedSplit evaluated) {
    ActivationTrace trace = evaluated.trace();
    Targets targets = evaluated.scores().targets();
    String truth = words(targets, Estimate.truth(evaluated.scores(), trace.image()));
    return layers(
        "the %s image %s"
            .formatted(evaluated.splitName().adjective(), evaluated.origin(trace.image())),
        row(
            "image",
            (targets.areValues() ? "" : "labelled ") + truth,
            div("sheet image", image(evaluated.image(trace.image()), truth))),
        trace,
        targets);
  }

  /// Any image on its way through the layers.
  ///
  /// @param name what the caption calls it
  /// @param raster what the network sees of it
  static Element layers(String name, Raster raster, ActivationTrace trace, Targets targets) {
    String size = "%d × %d pixels".formatted(raster.height(), raster.width());
    return layers(
        name, row("image", size, div("sheet image", image(raster, name))), trace, targets);
  }

  private static Element layers(
      String name, Element image, ActivationTrace trace, Targets targets) {
    Element rows = div("layers", image);
    for (ActivationTrace.Answer answer : trace.answers()) {
      rows.add(answer(answer));
    }
    if (targets.heads().isEmpty()) {
      rows.add(said("", targets, trace.estimate()));
    }
    targets
        .heads()
        .forEach((head, what) -> rows.add(said(head, what, trace.estimate().head(head))));
    return section("One image through the layers", "")
        .add(
            figure(
                "The output of each layer for %s. Dark blue is zero and yellow the layer's"
                        .formatted(name)
                    + " largest value; in layers with negative values dark blue is negative,"
                    + " grey zero, light orange positive.",
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

  /// What an image is in words: `A`, `row 0.25, column 0.5`, `side top; place column 0.5`.
  static String words(Targets targets, Estimate estimate) {
    return switch (targets.kind()) {
      case CLASS, LABELS -> WorstImages.labels(estimate);
      case VALUES ->
          estimate.values().entrySet().stream()
              .map(value -> value.getKey() + " " + Unit.PLAIN.text(value.getValue()))
              .collect(Collectors.joining(", "));
      case HEADS ->
          targets.heads().entrySet().stream()
              .map(
                  head ->
                      head.getKey() + " " + words(head.getValue(), estimate.head(head.getKey())))
              .collect(Collectors.joining("; "));
    };
  }

  /// What the network, or one of its heads, says in the end.
  private static Element said(String head, Targets targets, Estimate estimate) {
    boolean values = targets.kind() == Targets.Kind.VALUES;
    String what = values ? "predicted" : "probabilities";
    return row(
        head.isEmpty() ? what : head,
        head.isEmpty() ? "" : what,
        values ? div("words").text(words(targets, estimate)) : probabilities(estimate));
  }

  private static Element probabilities(Estimate estimate) {
    Element bars = div("bars");
    estimate.values().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(MOST_PROBABILITIES)
        .forEach(
            entry ->
                bars.add(
                    div(
                        "bar",
                        span("label", entry.getKey()),
                        div("track", div("fill").with("style", width(entry.getValue()))),
                        span("number", Unit.PERCENT.text(entry.getValue())))));
    return bars;
  }

  private static String width(double share) {
    return "width: " + Element.plain(100 * share) + "%";
  }
}
