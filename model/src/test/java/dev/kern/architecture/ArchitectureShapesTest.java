package dev.kern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.layer.Summary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The published numbers of weights for 1,000 classes.
final class ArchitectureShapesTest {
  @ParameterizedTest
  @CsvSource({
    "RESNET18, 11689512",
    "RESNET34, 21797672",
    "RESNET50, 25557032",
    "MOBILENET_V2, 3504872",
    "MOBILENET_V3_SMALL, 2542856",
    "MOBILENET_V3_LARGE, 5483032",
    "EFFICIENTNET_B0, 5288548",
    "VGG11, 132863336",
    "VGG16, 138357544",
    "DENSENET121, 7978856",
    "CONVNEXT_TINY, 28589128",
    "SQUEEZENET1_1, 1235496"
  })
  void hasAsManyWeightsAsPublished(Architecture architecture, long parameters) {
    Summary summary = architecture.network(Architecture.USUAL, 1000).summary(224, 224, 3);
    assertThat(summary.parameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({"32, 32, 1", "65, 97, 3"})
  void takesImagesOfOtherSizes(int height, int width, int channels) {
    ImageShape image = new ImageShape(height, width, channels);
    for (Architecture architecture : Architecture.values()) {
      Summary summary = architecture.network(image, 5).summary(height, width, channels);
      assertThat(summary.rows().getLast().shape().size()).as(architecture.key()).isEqualTo(5);
    }
  }
}
