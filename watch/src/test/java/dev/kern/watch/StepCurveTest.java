package dev.kern.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.testing.AllocatedBytes;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The buckets of a curve.
final class StepCurveTest {
  private static final Offset<Double> NEAR = within(1e-4);

  private static double loss(long step) {
    return 1 + Math.sin(step * 0.37) + 1.0 / (step + 1);
  }

  private static StepCurve curve(long from, long to) {
    StepCurve curve = new StepCurve(16);
    for (long step = from; step < to; step++) {
      curve.add(step, loss(step), step % 4 / 4.0, 0.1 / (step + 1), 1_000_000);
    }
    return curve;
  }

  private static double at(List<? extends @Nullable Number> row, int column) {
    Number number = row.get(column);
    return number == null ? Double.NaN : number.doubleValue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 999, 1_000, 1_001, 1_999, 2_001, 30_000, 123_457})
  void hasTheMeansAndExtremesOfEqualPartsOfTheSteps(long steps) {
    StepCurve.Part all = curve(0, steps).all();
    assertThat(all.rows()).hasSizeLessThanOrEqualTo(StepCurve.MOST);
    assertThat(all.rows()).hasSize((int) Math.ceilDiv(steps, all.width()));
    assertThat(all.width() == 1 || steps > 500 * all.width()).isTrue();
    for (List<? extends @Nullable Number> row : all.rows()) {
      long first = ((long) at(row, 0)) * all.width();
      long end = Math.min(steps, first + all.width());
      double sum = 0;
      double low = Double.POSITIVE_INFINITY;
      double high = 0;
      double accuracy = 0;
      for (long step = first; step < end; step++) {
        sum += loss(step);
        low = Math.min(low, loss(step));
        high = Math.max(high, loss(step));
        accuracy += step % 4 / 4.0;
      }
      assertThat(at(row, 1)).isCloseTo(sum / (end - first), NEAR);
      assertThat(at(row, 2)).isCloseTo(low, NEAR);
      assertThat(at(row, 3)).isCloseTo(high, NEAR);
      assertThat(at(row, 4)).isCloseTo(accuracy / (end - first), NEAR);
      assertThat(at(row, 5)).isCloseTo(0.1 / end, NEAR);
      assertThat(at(row, 6)).isCloseTo(16_000, within(1.0));
    }
  }

  @Test
  void freshPartsAddUpToTheWhole() {
    StepCurve curve = new StepCurve(16);
    List<List<@Nullable Number>> known = new ArrayList<>();
    long width = 0;
    for (long step = 0; step < 5_000; step++) {
      curve.add(step, loss(step), 0.5, 0.1, 0);
      if (step % 160 == 0) {
        StepCurve.Part fresh = curve.fresh();
        if (fresh.width() != width) {
          assertThat(fresh.from()).as("all of it, when the buckets have grown").isZero();
          width = fresh.width();
        }
        known = new ArrayList<>(known.subList(0, fresh.from()));
        known.addAll(fresh.rows());
      }
    }
    StepCurve.Part rest = curve.fresh();
    known = new ArrayList<>(known.subList(0, rest.from()));
    known.addAll(rest.rows());
    assertThat(known).isEqualTo(curve.all().rows());
    assertThat(curve.fresh().rows()).isEmpty();
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    StepCurve curve = new StepCurve(16);
    curve.add(0, 2, Double.NaN, 0.1, 0);
    curve.add(5_000, 1, Double.NaN, 0.1, 0);
    StepCurve.Part all = curve.all();
    assertThat(all.width()).isEqualTo(8);
    assertThat(all.rows()).hasSize(2);
    assertThat(at(all.rows().get(1), 0)).isEqualTo(625);
    assertThat(all.rows().get(1).get(4)).as("accuracy").isNull();
    assertThat(all.rows().get(1).get(6)).as("images per second").isNull();
  }

  @Test
  void forgetsStepsThatAreDoneOver() {
    StepCurve curve = curve(0, 3_000);
    curve.fresh();
    curve.dropFrom(2_000);
    assertThat(curve.all().rows()).isEqualTo(curve(0, 3_000).all().rows().subList(0, 500));
    for (long step = 2_000; step < 3_000; step++) {
      curve.add(step, loss(step), step % 4 / 4.0, 0.1 / (step + 1), 1_000_000);
    }
    assertThat(curve.all().rows()).isEqualTo(curve(0, 3_000).all().rows());
    assertThat(curve.fresh().from()).isEqualTo(500);
  }

  @Test
  void addingAllocatesNothing() {
    StepCurve curve = curve(0, 900);
    long[] step = {900};
    assertThat(
            AllocatedBytes.eachTime(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    curve.add(step[0]++, 1, 0.5, 0.1, 1_000);
                  }
                }))
        .isZero();
  }
}
