package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.file.DataException;
import dev.kern.model.Model;
import dev.kern.train.notebook.Preset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ModelTest {
  private static final Dataset DATA = Toys.bars(6, 3, 3);
  private static final Model MODEL = Model.of(Preset.STRIDED.network(3), DATA);

  private static void refuses(Model model, String message) {
    assertThatThrownBy(() -> model.expectFits(DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(message.stripTrailing());
  }

  @Test
  void takesTheDataItWasTrainedOn() {
    assertThatNoException().isThrownBy(() -> MODEL.expectFits(DATA));
  }

  @Test
  void refusesPicturesOfAnotherSize() {
    refuses(
        new Model(
            MODEL.network(), new ImageShape(28, 28, 3), MODEL.classes(), MODEL.normalization()),
        """
        bars: the network takes pictures of another size
          given     pictures of 8 x 8
          expected  pictures of 28 x 28 x 3
          mend      --size 28x28 --channels 3 brings them to that size, or train a network for them
        """);
  }

  @Test
  void refusesOtherClasses() {
    refuses(
        new Model(MODEL.network(), MODEL.image(), List.of("A", "B", "C"), MODEL.normalization()),
        """
        bars: the network tells other classes apart
          given     the classes lying, standing, leaning
          expected  the classes A, B, C
          mend      data with these classes in this order, or a network trained on such data
        """);
  }

  @Test
  void refusesPicturesScaledOtherwise() {
    refuses(
        new Model(MODEL.network(), MODEL.image(), MODEL.classes(), Optional.of(Normalization.UNIT)),
        """
        bars: the network was trained on pictures that were scaled otherwise
          given     (value - 127.5) / 255
          expected  (value - 0) / 255
          mend      scale them as the training pictures were
        """);
  }
}
