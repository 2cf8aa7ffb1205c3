package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The language of a machine changes no number and no keyword: German has commas in fractions,
/// Turkish another capital of i.
final class LocaleTest {
  @TempDir private Path folder;

  /// Times, speeds and checksums of what holds them differ from run to run.
  private static String constant(String text) {
    return text.replaceAll("[0-9.,]+ s, [0-9.,]+ steps/s", "TIME")
        .replaceAll("\"(seconds|stepsPerSecond)\":[0-9.E-]+", "\"$1\":TIME")
        .replaceAll("\"(started|time)\":\"[^\"]*\"", "\"$1\":TIME")
        .replaceAll("\"(seconds|stepsPerSecond)\":\\[[^]]*]", "\"$1\":TIME")
        .replaceAll("(?m)^(seconds|stepsPerSecond) .*$", "$1 TIME")
        .replaceAll("(?m)^(.* (finished|failed) .*?) +[0-9,]+$", "$1 SPEED")
        .replaceAll("[0-9][0-9.,]* +(MB)", "SIZE $1");
  }

  private static Map<String, String> outputs(Path folder) throws IOException {
    Map<String, String> outputs = new TreeMap<>();
    Cli.black(folder.resolve("image.bmp"), 28, 28);
    Cli.black(folder.resolve("wide.bmp"), 1200, 28);
    String train = "train --data DATA --threads 1 --no-report ";
    List<String> commands =
        List.of(
            train + "--steps 30 --schedule EXPONENTIAL --out TMP/bad",
            train
                + "--steps 30 --report-every 10 --engine SCALAR --order SHUFFLED --augment shift"
                + " --out TMP/run",
            train + "--epochs 1 --batch 100 --report-every epoch --optimizer adam --out TMP/two",
            train + "--steps 1000 --learning-rate 1e30 --quiet --out TMP/failed",
            "train --data DATA --overfit 4 --steps 20 --threads 1",
            "train --data DATA --steps 5 --json --no-report --out TMP/three",
            "train --data DATA --steps 1,5",
            "evaluate TMP/run --top 3",
            "evaluate TMP/run --json --split VALID",
            "predict TMP/run TMP/image.bmp TMP/none.bmp TMP/wide.bmp",
            "predict TMP/run TMP/image.bmp TMP/wide.bmp --size 28x28",
            "predict TMP/run TMP/image.bmp --json",
            "summary lenet",
            "explain lenet",
            "explain strided --after FUSE",
            "export TMP/run TMP/MODEL.ONNX",
            "summary TMP/MODEL.ONNX",
            "data info DATA",
            "data info DATA --json",
            "data check DATA",
            "data sample DATA --out TMP/sheet.png --split TRAIN",
            "data convert DATA TMP/IMAGES --to IDX",
            "data info TMP/IMAGES",
            "runs list TMP",
            "runs compare TMP/run TMP/two",
            "runs compare TMP/run TMP/two --json",
            "runs clean TMP",
            "runs report TMP/run",
            "--help");
    for (String command : commands) {
      List<Object> words = new ArrayList<>();
      for (String word : command.split(" +")) {
        words.add(word.replace("TMP", folder.toString()).replace("DATA", Cli.letters().toString()));
      }
      Cli.Result result = Cli.run(words.toArray());
      String all = result.status() + "\n" + result.out() + result.err();
      outputs.put(command, constant(all.replace(folder.toString(), "TMP")));
    }
    return outputs;
  }

  @Test
  void changesNothing() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Map<String, String> english = in(Locale.ROOT);
      for (String language : List.of("de-DE", "tr-TR")) {
        Map<String, String> other = in(Locale.forLanguageTag(language));
        english.forEach(
            (command, output) ->
                assertThat(other.get(command)).as(language + ": " + command).isEqualTo(output));
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private Map<String, String> in(Locale locale) throws IOException {
    Path own = Files.createDirectory(folder.resolve("in-" + locale.getLanguage()));
    Locale.setDefault(locale);
    return outputs(own);
  }
}
