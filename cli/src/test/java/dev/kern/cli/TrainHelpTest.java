package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class TrainHelpTest {
  /// A new option needs a group.
  @Test
  void everyOptionHasItsGroup() {
    List<OptionSpec> options = new CommandLine(new TrainCommand()).getCommandSpec().options();
    Map<String, List<OptionSpec>> grouped = TrainHelp.grouped(options);
    assertThat(grouped.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(options);
    assertThat(grouped.get("Other"))
        .extracting(OptionSpec::longestName)
        .containsExactlyInAnyOrder("--json", "--quiet", "--debug", "--help", "--version");
  }

  @Test
  void theHelpShowsThem() {
    assertThat(Cli.run("train", "--help").out())
        .containsSubsequence(
            "\nData:\n",
            "  --data=WHERE ",
            "\nNetwork:\n",
            "\nTraining:\n",
            "  --steps=",
            "\nRun:\n",
            "  --out=RUN ",
            "\nOther:\n",
            "  --json ");
  }
}
