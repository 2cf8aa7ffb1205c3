package dev.kern.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Targets;
import dev.kern.json.RecordMapper;
import dev.kern.metric.Metrics;
import dev.kern.metric.Scores;
import dev.kern.metric.WilsonInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static final List<String> CLASSES = List.of("A", "B");

  private static Evaluation evaluation(float[] logits, int[] labels, int most) {
    double loss = Metrics.crossEntropy(logits, labels);
    Scores said = Scores.ofClasses(Targets.classes(CLASSES), logits, labels, loss);
    return Evaluation.of(said, List.of(), most);
  }

  @Test
  void listsTheWorstMistakesFirst() {
    float[] logits = {5, 0, 1, 0, 0, 9, 2, 0};
    Evaluation evaluation = evaluation(logits, new int[] {0, 1, 0, 1}, 2);
    assertThat(evaluation.accuracy()).isEqualTo(0.25);
    assertThat(evaluation.confusion()).isEqualTo(List.of(List.of(1, 1), List.of(2, 0)));
    assertThat(evaluation.mistakes()).map(Mistake::image).containsExactly(2, 3);
    assertThat(evaluation.mistakes().getFirst().probability())
        .isCloseTo(1 / (1 + Math.exp(-9)), within(1e-12));
  }

  @Test
  void keepsTheNamesThatProgramsRead() {
    Evaluation evaluation = evaluation(new float[] {0, 0, 0, 1}, new int[] {0, 1}, 9);
    assertThat(RecordMapper.PLAIN.line(evaluation))
        .isEqualTo(
            "{\"accuracy\":1.0,\"accuracyInterval\":{\"low\":"
                + WilsonInterval.of(2, 2).low()
                + ",\"high\":1.0},\"loss\":"
                + evaluation.loss()
                + ",\"count\":2,\"classes\":[\"A\",\"B\"],\"confusion\":[[1,0],[0,1]],"
                + "\"scores\":[{\"name\":\"A\",\"precision\":1.0,\"recall\":1.0,\"f1\":1.0,"
                + "\"support\":1,\"predicted\":1},{\"name\":\"B\",\"precision\":1.0,\"recall\":1.0,"
                + "\"f1\":1.0,\"support\":1,\"predicted\":1}],\"macroAverage\":{\"name\":"
                + "\"macro average\",\"precision\":1.0,\"recall\":1.0,\"f1\":1.0,\"support\":2,"
                + "\"predicted\":2},\"mistakes\":[]}");
  }

  @Test
  void estimatesStandBesideTheTruth() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("c", Targets.classes(List.of("a", "b")));
    heads.put("v", Targets.values(List.of("x")));
    heads.put("l", Targets.labels(List.of("p", "q")));
    Scores scores =
        Scores.of(
            Targets.heads(heads), new float[] {0, 0, 2, 3, -1}, new float[] {0, 1, 2.5f, 0, 0}, 1);
    Estimate said = Estimate.of(scores, 0);
    assertThat(said)
        .hasToString("c: a (a 0.5000, b 0.5000); v: x 2.000; l: p (p 0.9526, q 0.2689)");
    Estimate truth = Estimate.truth(scores, 0);
    assertThat(truth.head("c").labels()).containsExactly("b");
    assertThat(truth.head("v")).isEqualTo(new Estimate(Map.of("x", 2.5), List.of(), Map.of()));
    assertThat(truth.head("l").labels()).isEmpty();
  }

  @Test
  void predictsProbabilities() {
    Prediction prediction = Prediction.of(CLASSES, new float[] {9, 9, 1000, 0}, 2);
    assertThat(prediction.label()).isEqualTo("A");
    assertThat(RecordMapper.PLAIN.line(prediction))
        .isEqualTo("{\"label\":\"A\",\"probability\":1.0,\"probabilities\":{\"A\":1.0,\"B\":0.0}}");
  }
}
