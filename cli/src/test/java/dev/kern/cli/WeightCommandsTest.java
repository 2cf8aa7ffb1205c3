package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands on weights and models of other programs.
final class WeightCommandsTest {
  private static final String TINY =
      """
      {"name": "tiny", "image": {"height": 6, "width": 4, "channels": 3}, "classes": ["a", "b", \
      "c", "d", "e"], "layers": [{"type": "conv", "filters": 4, "size": 3, "biased": false}, \
      "batchNorm", "relu", {"type": "maxPool", "size": 2, "padding": "valid"}, "flatten", \
      "batchNorm", {"type": "dense", "units": 5}]}
      """;
  private static final String NAMES =
      """
      {"conv1": "features.0", "batchNorm1": "features.1", "batchNorm2": "norm", "dense1": "fc"}
      """;

  @TempDir Path folder;

  @Test
  void exportsWeightsByAMapping() throws IOException {
    Path network = Files.writeString(folder.resolve("tiny.json"), TINY);
    Path names = Files.writeString(folder.resolve("names.json"), NAMES);
    Path weights = Fixtures.path("weights/tiny_checkpoint.pth");
    Path model = folder.resolve("tiny.onnx");
    Cli.Result export =
        Cli.run(
            "export",
            weights.toString(),
            model.toString(),
            "--network",
            network.toString(),
            "--mapping",
            names.toString());
    assertThat(export.status()).isZero();
    assertThat(export.out())
        .isEqualTo("%s: the weights: 11 arrays%n%s%n".formatted(weights, model));
    assertThat(model).isNotEmptyFile();
  }

  @Test
  void summarisesAModelOfKeras() {
    Cli.Result summary = Cli.run("summary", Fixtures.path("keras/functional.keras").toString());
    assertThat(summary.status()).isZero();
    assertThat(summary.out()).contains("globalAveragePool1");
  }

  @Test
  void asksForTheNetworkOfAMapping() throws IOException {
    Path names = Files.writeString(folder.resolve("names.json"), NAMES);
    Cli.Result export =
        Cli.run(
            "export",
            Fixtures.path("weights/tiny.pth").toString(),
            folder.resolve("tiny.onnx").toString(),
            "--mapping",
            names.toString());
    assertThat(export.status()).isEqualTo(2);
    assertThat(export.err())
        .isEqualTo(
            """
            kern export: it isn't said which network the weights are for
              given     --mapping without --network
              fix       --network NAME or --network FILE, or leave it out
            """);
  }
}
