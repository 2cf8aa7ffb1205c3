package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.train.notebook.Preset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ModelTest {
  private static final Dataset DATA = Toys.bars(6, 3, 3);
  private static final Model MODEL = Model.of(Preset.STRIDED.network(3), DATA);

  private static void refuses(Model model, String message) {
    assertThatThrownBy(() -> model.fitted(DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(message.stripTrailing());
  }

  @Test
  void takesTheDataItWasTrainedOn() {
    assertThat(MODEL.fitted(DATA)).isSameAs(DATA);
  }

  @Test
  void matchesClassesByName() {
    List<String> classes = List.of("leaning", "none", "standing", "lying");
    Model model =
        new Model(
            MODEL.network(),
            MODEL.image(),
            Targets.classes(classes),
            Optional.of(Normalization.COURSE),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    Dataset fitted = model.fitted(DATA);
    assertThat(fitted.classNames()).isEqualTo(classes);
    assertThat(fitted.warnings()).contains("classes without images: none");
    for (int i = 0; i < DATA.train().count(); i++) {
      String label = DATA.classNames().get(DATA.train().label(i));
      assertThat(classes.get(fitted.train().label(i))).isEqualTo(label);
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    refuses(
        new Model(
            MODEL.network(), new ImageShape(28, 28, 3), MODEL.classes(), Normalization.COURSE),
        """
        bars: the network takes images of a different size
          given     images of 8 x 8
          expected  images of 28 x 28 x 3
          fix       resize them with --size 28x28 --channels 3, or train a network for this size
        """);
  }

  @Test
  void refusesOtherClasses() {
    refuses(
        new Model(MODEL.network(), MODEL.image(), List.of("A", "B", "C"), Normalization.COURSE),
        """
        bars: unknown classes: lying, standing, leaning
          given     the classes lying, standing, leaning
          expected  some of 3 classes: A, B, C
          fix       remove what is unknown, or use a network trained on this data
        """);
  }

  @Test
  void refusesImagesScaledOtherwise() {
    refuses(
        new Model(MODEL.network(), MODEL.image(), MODEL.classes(), Normalization.UNIT),
        """
        bars: the network was trained on images with a different scaling
          given     (value - 127.5) / 255
          expected  (value - 0) / 255
          fix       open it with that scaling: DatasetReader.trainedScaling, or --scale
        """);
  }
}
