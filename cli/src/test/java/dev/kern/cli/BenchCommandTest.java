package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {
  @Test
  void showsLayersThatAddUp() {
    Cli.Result result =
        Cli.run("bench", "lenet", "--batch", 4, "--windows", 1, "--only", "inference");
    assertThat(result.err()).isEmpty();
    assertThat(result.lines().getFirst()).startsWith("lenet, images of 28 x 28, threads: ");
    assertThat(result.out())
        .contains("inference, batch 4: ")
        .doesNotContain("training")
        .containsPattern("\nconv1, relu1, averagePool1 .*%\n")
        .containsPattern("\nsum .* 100[.]0%  +[0-9]+%\n");
  }

  @Test
  void printsAnObjectForANetwork() {
    Cli.Result result = Cli.run("bench", "strided", "--size", "12x20", "--windows", 1, "--json");
    JsonTree json = JsonTree.of(result.out());
    assertThat(json.at("network").text()).isEqualTo("strided");
    assertThat(json.at("image/width").number()).isEqualTo(20);
    assertThat(json.at("steps").elements())
        .extracting(step -> step.at("step").text())
        .containsExactly("inference", "training");
    for (JsonTree step : json.at("steps").elements()) {
      double sum = step.at("waitingMicros").number();
      for (JsonTree layer : step.at("layers").elements()) {
        for (String part : List.of("forward", "inputGradient", "weightGradient", "update")) {
          sum += layer.at(part + "Micros").number();
        }
      }
      double whole = step.at("micros").number();
      assertThat(sum).isBetween(0.999 * whole, 1.001 * whole);
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(Cli.run("bench", "lenett").err())
        .startsWith("network 'lenett': no such network or file\n")
        .contains("did you mean 'lenet'?");
    Cli.Result none = Cli.run("bench", "strided", "--batch", 0);
    assertThat(none.status()).isEqualTo(ErrorHandler.BAD_INPUT);
    assertThat(none.err())
        .isEqualTo(
            """
            --batch: not a positive number
              given     0
              expected  1 or more
              fix       --batch 16
            """);
    assertThat(Cli.run("bench", "strided", "--only", "both").err()).contains("inference, training");
    assertThat(Cli.run("bench", "resnet18", "--size", "big").err())
        .startsWith("--size: not a valid size: 'big'");
  }
}
