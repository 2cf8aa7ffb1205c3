package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.image;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.span;

import dev.kern.metric.Scores;
import dev.kern.model.Estimate;
import dev.kern.model.Mistake;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// The section with the images that the network was most wrong about, or furthest off.
final class WorstImages {
  private static final int MOST = 20;

  private WorstImages() {}

  /// The section.
  ///
  /// @param prefix what its title begins with, such as the name of a head
  /// @param first the place of the first of these targets among all outputs
  static Element of(String prefix, EvaluatedSplit evaluated, Scores scores, int first) {
    return switch (scores.targets().kind()) {
      case CLASS -> classes(prefix, evaluated, scores, first);
      case VALUES -> values(prefix, evaluated, scores);
      case LABELS -> labels(prefix, evaluated, scores);
      case HEADS -> throw new IllegalArgumentException("heads have sections of their own");
    };
  }

  private static Element classes(
      String prefix, EvaluatedSplit evaluated, Scores scores, int first) {
    List<Mistake> mistakes = Mistake.worst(scores, MOST);
    String title = ResultSections.titled(prefix, "Worst mistakes");
    String part = evaluated.splitName().adjective();
    if (mistakes.isEmpty()) {
      return section(title, "None: every %s image was classified correctly.".formatted(part));
    }
    Element cards = div("cards");
    for (Mistake mistake : mistakes) {
      String tip = "labelled %s, classified as %s".formatted(mistake.label(), mistake.predicted());
      Element card =
          card(
              evaluated,
              mistake.image(),
              tip,
              taken(mistake.label(), mistake.predicted()),
              Unit.PERCENT.text(mistake.probability()));
      int output = first + scores.targets().names().indexOf(mistake.predicted());
      evaluated
          .marked(mistake.image(), output)
          .ifPresent(marked -> card.add(image(marked, "what speaks for " + mistake.predicted())));
      cards.add(card);
    }
    String marks =
        evaluated.mapper().isEmpty()
            ? ""
            : " Below, what speaks for the predicted class is marked, yellow the most (Grad-CAM at "
                + evaluated.mapper().get().layer()
                + ").";
    return section(
            title,
            "The images whose label got the lowest probability. Wrong labels and broken images"
                + " in the data set show up here too.")
        .add(
            figure(
                "The %d worst mistakes among the %s images: the label, the predicted class,"
                        .formatted(mistakes.size(), part)
                    + " its probability, and where the data has the image."
                    + marks,
                cards));
  }

  private static Element labels(String prefix, EvaluatedSplit evaluated, Scores scores) {
    List<Integer> worst =
        worst(
            IntStream.range(0, scores.count()).filter(i -> !scores.isRight(i)),
            i -> labelLoss(scores, i));
    String title = ResultSections.titled(prefix, "Worst mistakes");
    String part = evaluated.splitName().adjective();
    if (worst.isEmpty()) {
      return section(title, "None: every %s image got its labels and no others.".formatted(part));
    }
    Element cards = div("cards wider");
    for (int image : worst) {
      String truth = labels(Estimate.truth(scores, image));
      String said = labels(Estimate.of(scores, image));
      String tip = "labelled %s, predicted %s".formatted(truth, said);
      cards.add(card(evaluated, image, tip, taken(truth, said)));
    }
    return section(
            title,
            "The images with the largest loss. Wrong labels and broken images in the data set show"
                + " up here too.")
        .add(
            figure(
                "The %d worst mistakes among the %s images: the true labels, the predicted ones,"
                        .formatted(worst.size(), part)
                    + " and where the data has the image.",
                cards));
  }

  private static Element values(String prefix, EvaluatedSplit evaluated, Scores scores) {
    double[] spreads =
        IntStream.range(0, scores.width()).mapToDouble(v -> spread(scores, v)).toArray();
    List<Integer> worst =
        worst(
            IntStream.range(0, scores.count()),
            i ->
                IntStream.range(0, spreads.length)
                    .mapToDouble(v -> Math.pow(error(scores, i, v) / spreads[v], 2))
                    .sum());
    Element cards = div("cards");
    for (int image : worst) {
      int value =
          IntStream.range(0, spreads.length)
              .boxed()
              .max(Comparator.comparingDouble(v -> Math.abs(error(scores, image, v)) / spreads[v]))
              .orElseThrow();
      String name = scores.targets().names().get(value);
      String truth = Unit.PLAIN.text(scores.target(image, value));
      String said = Unit.PLAIN.text(scores.output(image, value));
      String tip = "%s is %s, predicted %s".formatted(name, truth, said);
      cards.add(card(evaluated, image, tip, taken(truth, said), name));
    }
    return section(
            ResultSections.titled(prefix, "Largest errors"),
            "The images whose prediction is furthest off"
                + (spreads.length == 1 ? "." : ", each value measured by its standard deviation.")
                + " Wrong values and broken images in the data set show up here too.")
        .add(
            figure(
                "The %d largest errors among the %s images: the true value, the predicted one,"
                        .formatted(worst.size(), evaluated.splitName().adjective())
                    + " its name, and where the data has the image.",
                cards));
  }

  private static double error(Scores scores, int image, int value) {
    return scores.output(image, value) - scores.target(image, value);
  }

  /// The standard deviation of a value over the images; 1 where it is always the same.
  private static double spread(Scores scores, int value) {
    double[] truth =
        IntStream.range(0, scores.count()).mapToDouble(i -> scores.target(i, value)).toArray();
    double mean = Arrays.stream(truth).average().orElse(0);
    double variance = Arrays.stream(truth).map(t -> (t - mean) * (t - mean)).average().orElse(0);
    return variance == 0 ? 1 : Math.sqrt(variance);
  }

  /// The binary cross-entropy of an image's labels, added up: `log(1 + exp(-x))` where a label
  /// applies, `log(1 + exp(x))` where not.
  private static double labelLoss(Scores scores, int image) {
    return IntStream.range(0, scores.width())
        .mapToDouble(
            label -> {
              double x = scores.output(image, label);
              double wrong = scores.isLabelled(image, label) ? -x : x;
              return Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
            })
        .sum();
  }

  private static List<Integer> worst(IntStream images, IntToDoubleFunction badness) {
    Comparator<Integer> worst = Comparator.comparingDouble(i -> -badness.applyAsDouble(i));
    return images
        .boxed()
        .sorted(worst.thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /// The labels of an image in words: `top, left`, or `none`.
  static String labels(Estimate estimate) {
    return estimate.labels().isEmpty() ? "none" : String.join(", ", estimate.labels());
  }

  private static Element taken(String truth, String said) {
    return div("taken", span("label", truth), span("arrow", " → "), span("predicted", said));
  }

  private static Element card(
      EvaluatedSplit evaluated, int image, String tip, Element taken, String... details) {
    String origin = evaluated.origin(image);
    String which = "%s image %s, ".formatted(evaluated.splitName().adjective(), origin);
    Element card = div("card", image(evaluated.image(image), which + tip), taken);
    for (String detail : details) {
      card.add(span("detail", detail));
    }
    return card.add(span("detail", origin));
  }
}
