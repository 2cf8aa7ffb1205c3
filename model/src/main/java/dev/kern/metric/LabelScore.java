package dev.kern.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How well one of several labels is predicted. A ratio of nothing to nothing is 0.
///
/// @param name the label
/// @param precision the part of the images that were given it that have it
/// @param recall the part of the images that have it that were given it
/// @param f1 `2 * precision * recall / (precision + recall)`
/// @param auc the area under the ROC curve: how often an image that has the label got a higher
///   logit than one that hasn't, where equal logits count half; NaN if all images or none have it
/// @param support how many images have it
/// @param given how many images were given it, by a probability above a half
public record LabelScore(
    String name, double precision, double recall, double f1, double auc, int support, int given) {
  /// The scores of all labels, in their order.
  ///
  /// @param scores of targets that are labels
  public static List<LabelScore> of(Scores scores) {
    return IntStream.range(0, scores.width()).mapToObj(label -> of(scores, label)).toList();
  }

  private static LabelScore of(Scores scores, int label) {
    int right = 0;
    int support = 0;
    int given = 0;
    for (int i = 0; i < scores.count(); i++) {
      boolean has = scores.isLabelled(i, label);
      boolean got = scores.hasLabel(i, label);
      right += has && got ? 1 : 0;
      support += has ? 1 : 0;
      given += got ? 1 : 0;
    }
    return new LabelScore(
        scores.targets().names().get(label),
        part(right, given),
        part(right, support),
        part(2 * right, given + support),
        auc(scores, label, support),
        support,
        given);
  }

  private static double part(int some, int all) {
    return all == 0 ? 0 : (double) some / all;
  }

  /// By the ranks of the images that have the label: Mann and Whitney 1947.
  private static double auc(Scores scores, int label, int support) {
    int others = scores.count() - support;
    if (support == 0 || others == 0) {
      return Double.NaN;
    }
    int[] order =
        IntStream.range(0, scores.count())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores.output(i, label)))
            .mapToInt(i -> i)
            .toArray();
    double ranks = 0;
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length
          && scores.output(order[to], label) == scores.output(order[from], label)) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks += scores.isLabelled(order[i], label) ? (from + 1 + to) / 2.0 : 0;
      }
    }
    return (ranks - support * (support + 1.0) / 2) / ((double) support * others);
  }
}
