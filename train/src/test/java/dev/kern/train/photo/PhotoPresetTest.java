package dev.kern.train.photo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.layer.Summary;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PhotoPresetTest {
  private static Summary summary(PhotoPreset preset, int height, int width) {
    return preset.network(new ImageShape(height, width, 3), 7).summary(height, width, 3);
  }

  @ParameterizedTest
  @EnumSource
  void takesAboutTheSameTimeForLargerImages(PhotoPreset preset) {
    long small = summary(preset, 32, 32).multiplyAdds();
    for (int side : new int[] {64, 96, 128, 224, 256}) {
      assertThat(summary(preset, side, side).multiplyAdds())
          .as("side " + side)
          .isBetween(Math.floorDiv(small, 2), 4 * small);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "8,8", "32,32", "31,200", "49,49"})
  void takesImagesOfAnySize(int height, int width) {
    for (PhotoPreset preset : PhotoPreset.values()) {
      assertThat(summary(preset, height, width).rows().getLast().shape().last()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({"540,32,60", "3,32,100", "5000,32,10", "9999,32,10", "10000,64,10"})
  void seesFewImagesMoreOften(int images, int batch, int epochs) {
    Training training = PhotoPreset.RESNET.training(new ImageShape(32, 32, 3), 3, images);
    assertThat(training.batch()).isEqualTo(batch);
    assertThat(training.stepsOn(images)).isEqualTo(Math.ceilDiv(epochs * images, batch));
  }

  @Test
  void shiftsImagesByAnEighth() {
    Training training = PhotoPreset.RESNET.training(new ImageShape(64, 96, 3), 3, 50_000);
    assertThat(RunJson.line(training)).contains("{\"type\":\"shift\",\"pixels\":8.0}");
    assertThat(training.stepsOn(50_000)).isEqualTo(7813);
    assertThat(PhotoPreset.keys()).containsExactly("resnet", "convnext", "airbench");
  }
}
