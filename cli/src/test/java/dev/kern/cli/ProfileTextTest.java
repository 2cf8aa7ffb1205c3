package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.measure.LayerTime;
import dev.kern.measure.StepProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileTextTest {
  private static final StepProfile TRAINING =
      new StepProfile(
          true,
          16,
          1250,
          200,
          List.of(
              new LayerTime("padding1", 0, 0, 0, 0, 0, 0),
              new LayerTime("conv1", 200, 0, 150, 10, 20, 24e6),
              new LayerTime("relu1", 0, 40, 0, 0, 40, 0),
              new LayerTime("maxPool1", 0, 0, 0, 0, 0, 0),
              new LayerTime("flatten1", 0, 0, 0, 0, 0, 0),
              new LayerTime("dense1", 300, 200, 250, 25, 25, 75e6),
              new LayerTime("other", 15, 10, 0, 0, 25, 0)));

  private static final StepProfile INFERENCE =
      new StepProfile(
          false,
          1,
          12.5,
          100,
          List.of(
              new LayerTime("conv1", 10, 0, 0, 0, 0, 0.5e6),
              new LayerTime("relu1", 0, 0, 0, 0, 0, 0),
              new LayerTime("softmax1", 2, 0, 0, 0, 2, 0)));

  @Test
  void hasAColumnPerPassOnAWideTerminal() {
    String expected =
        """
        training, batch 16: 1,250 µs a step
        12,800 images/s, 79% of 200 GFLOP/s
        layer                      forward   dx   dw  update     µs  of step  of peak
        padding1, conv1                200       150      10    360    28.8%      67%
        relu1, maxPool1, flatten1            40                  40     3.2%
        dense1                         300  200  250      25    775    62.0%      97%
        other                           15   10                  25     2.0%
        waiting                                                  50     4.0%
        sum                            515  250  400      35  1,250   100.0%      79%
        of it elementwise                                       110     8.8%
        """;
    assertThat(new ProfileText(TRAINING).text(200)).isEqualTo(expected);
    assertThat(new ProfileText(TRAINING).text(80)).isEqualTo(expected);
  }

  @Test
  void hasATableOfPassesOnANarrowTerminal() {
    String text = new ProfileText(TRAINING).text(46);
    assertThat(text.lines()).allMatch(line -> line.length() < 46);
    assertThat(text)
        .isEqualTo(
            """
            training, batch 16: 1,250 µs a step
            12,800 images/s, 79% of 200 GFLOP/s
            layer                    µs  of step  of peak
            padding1, conv1         360    28.8%      67%
            relu1, maxPool1,         40     3.2%
            flatten1
            dense1                  775    62.0%      97%
            other                    25     2.0%
            waiting                  50     4.0%
            sum                   1,250   100.0%      79%
            of it elementwise       110     8.8%

            pass        µs  of step
            forward    515    41.2%
            dx         250    20.0%
            dw         400    32.0%
            update      35     2.8%
            waiting     50     4.0%
            sum      1,250   100.0%
            """);
  }

  @Test
  void tellsLongStepsInMilliseconds() {
    StepProfile step =
        new StepProfile(
            false, 16, 1_234_567, 200, List.of(new LayerTime("conv1", 1e6, 0, 0, 0, 0, 9e10)));
    assertThat(new ProfileText(step).text(80))
        .contains("1,234.57 ms a step", "1,000.00    81.0%      90%");
  }

  @Test
  void hasOnePassInInference() {
    assertThat(new ProfileText(INFERENCE).text(46))
        .isEqualTo(
            """
            inference, batch 1: 12.5 µs a step
            80,000 images/s, 80% of 100 GFLOP/s
            layer                µs  of step  of peak
            conv1, relu1       10.0    80.0%     100%
            softmax1            2.0    16.0%
            waiting             0.5     4.0%
            sum                12.5   100.0%      80%
            of it elementwise   2.0    16.0%
            """);
  }
}
