package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.JShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The notebook's cells run in a JShell, as a Java kernel runs them, but for the file and how many
/// steps.
final class NotebookTest {
  private static final Path NOTEBOOK = Path.of("../examples/notMNIST.ipynb");

  @TempDir private Path folder;

  private static JsonTree notebook() throws IOException {
    return JsonTree.of(Files.readString(NOTEBOOK));
  }

  private static String source(JsonTree cell) {
    return cell.at("source").elements().stream().map(JsonTree::text).collect(Collectors.joining());
  }

  @Test
  void isANotebook() throws IOException {
    JsonTree notebook = notebook();
    assertThat(notebook.at("nbformat").number()).isEqualTo(4);
    assertThat(notebook.at("metadata/kernelspec/language").text()).isEqualTo("java");
    List<JsonTree> cells = notebook.at("cells").elements();
    assertThat(cells).extracting(cell -> cell.at("id").text()).doesNotHaveDuplicates();
    for (JsonTree cell : cells) {
      boolean code = cell.at("cell_type").text().equals("code");
      assertThat(cell.keys())
          .containsExactlyInAnyOrder(
              code
                  ? new String[] {
                    "cell_type", "id", "metadata", "execution_count", "outputs", "source"
                  }
                  : new String[] {"cell_type", "id", "metadata", "source"});
    }
  }

  @Test
  void runs() throws IOException, InterruptedException {
    String code =
        notebook().at("cells").elements().stream()
            .filter(cell -> cell.at("cell_type").text().equals("code"))
            .map(NotebookTest::source)
            .filter(cell -> !cell.startsWith("%")) // for the kernel
            .collect(Collectors.joining("\n\n"));
    assertThat(code).contains("\"notMNIST.pickle\"", "numSteps = 30_000;");
    String letters = Cli.letters().toAbsolutePath().toString().replace("\\", "\\\\");
    String script =
        code.replace("notMNIST.pickle", letters).replace("numSteps = 30_000;", "numSteps = 600;")
            + "\n/exit\n";
    String said = JShellProcess.run(script, folder);
    assertThat(said).doesNotContain("Error", "Exception");
    assertThat(said.lines())
        .extracting(line -> line.replaceAll("[0-9.]+%$", "%").replaceAll(": [0-9.]+$", ":"))
        .containsSubsequence(
            "Training set (2000, 28, 28) (2000,)",
            "Test set (500, 28, 28, 1) (500, 10)",
            "14.0",
            "7.0",
            "7",
            "Initialized",
            "Minibatch loss at step 0:",
            "Minibatch accuracy: %",
            "Validation accuracy: %",
            "Test accuracy: %",
            "Initialized",
            "Test accuracy: %",
            "4",
            "Initialized",
            "Test accuracy: %");
    assertThat(
            said.lines()
                .filter(line -> line.startsWith("Test accuracy"))
                .map(line -> Double.parseDouble(line.replaceAll("[^0-9.]", ""))))
        .as("ten letters, of which chance knows 10 %")
        .hasSize(3)
        .allSatisfy(accuracy -> assertThat(accuracy).isGreaterThan(60));
  }
}
