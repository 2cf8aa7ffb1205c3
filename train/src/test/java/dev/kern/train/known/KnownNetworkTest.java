package dev.kern.train.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.train.Training;
import dev.kern.train.notebook.Preset;
import dev.kern.train.photo.PhotoPreset;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

final class KnownNetworkTest {
  private static final ImageShape PHOTO = new ImageShape(32, 32, 3);

  @Test
  void eachNameIsThatOfOneNetwork() {
    assertThat(KnownNetwork.names())
        .hasSize(
            Preset.values().length + PhotoPreset.values().length + Architecture.values().length);
    assertThat(new HashSet<>(KnownNetwork.names())).hasSameSizeAs(KnownNetwork.names());
    assertThat(KnownNetwork.names())
        .allSatisfy(name -> assertThat(KnownNetwork.named(name)).isPresent());
    assertThat(KnownNetwork.named("lenett")).isEmpty();
  }

  @Test
  void hasTheUsualSettingsOfItsKind() {
    Training letters = training("lenet");
    assertThat(letters.network()).isEqualTo(Preset.LENET.network(10));
    assertThat(letters.batch()).isEqualTo(Preset.LENET.training(10).batch());
    assertThat(training("airbench").optimizer())
        .isEqualTo(PhotoPreset.AIRBENCH.training(PHOTO, 10, 500).optimizer());
    Training wellKnown = training("resnet18");
    assertThat(wellKnown.network())
        .isEqualTo(Architecture.named("resnet18").orElseThrow().network(PHOTO, 10));
    assertThat(wellKnown.batch())
        .isEqualTo(PhotoPreset.training(wellKnown.network(), PHOTO, 500).batch());
  }

  private static Training training(String name) {
    return KnownNetwork.named(name).orElseThrow().training(PHOTO, 10, 500);
  }
}
