package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.cli.option.DataSize;
import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import dev.kern.train.known.KnownNetwork;
import dev.kern.train.photo.PhotoPreset;
import dev.kern.train.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// `docs/RECIPES.md` says what recipes and the options of `kern train` are: each row of its tables
/// is tried, and there is one for every key, every option and every word.
final class RecipesTest {
  private static final Path DOCUMENT = Path.of("../docs/RECIPES.md");

  /// Options that say what a command does, not how a run is.
  private static final Set<String> WITHOUT_KEY =
      Set.of(
          "--resume",
          "--overfit",
          "--watch",
          "--json",
          "--quiet",
          "--debug",
          "--help",
          "--version");

  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\|.*");
  private static final Pattern WORDS = Pattern.compile("expected  one of ([^\n]+)");

  @TempDir private Path folder;

  /// A row of a table.
  record Row(String left, String right) {
    String key() {
      return left.substring(0, left.indexOf(':'));
    }

    String option() {
      return right.split(" ", 2)[0];
    }
  }

  private static List<Row> rows(String title) {
    try {
      String text = Files.readString(DOCUMENT);
      int begin = text.indexOf("\n## " + title + "\n");
      assertThat(begin).as(title).isPositive();
      int end = text.indexOf("\n## ", begin + 1);
      return text.substring(begin, end < 0 ? text.length() : end)
          .lines()
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .map(row -> new Row(row.group(1), row.group(2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Row> keys() {
    return rows("Keys").stream();
  }

  private Recipe recipe(String text) {
    try {
      return Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), text + "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A command whose options are set.
  private record Parsed(TrainCommand command, CommandLine line) {
    static Parsed of(String... arguments) {
      TrainCommand command = new TrainCommand();
      CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
      line.parseArgs(arguments);
      return new Parsed(command, line);
    }

    Object value(String option) {
      return line.getCommandSpec().findOption(option).getValue();
    }

    String training(Optional<Recipe> recipe) {
      Training training = command.training(recipe, DataSize.USUAL);
      return RunJson.line(training);
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyDoesWhatItsOptionDoes(Row row) {
    boolean named = List.of("network", "from").contains(row.key());
    Recipe recipe = recipe(named ? row.left() : "network: strided\n" + row.left());
    Parsed byOption =
        Parsed.of((named ? row.right() : "--network strided " + row.right()).split(" "));
    Parsed byKey = Parsed.of();
    RecipeOptions.take(recipe, byKey.line().getCommandSpec());
    if (row.key().equals("data")) {
      assertThat(recipe.data()).isEqualTo(byOption.value("--data"));
    } else if (recipe.options().containsKey(row.key())) {
      assertThat(byKey.value(row.option()))
          .isEqualTo(byOption.value(row.option()))
          .isNotEqualTo(Parsed.of().value(row.option()));
    } else {
      assertThat(byKey.training(Optional.of(recipe)))
          .isEqualTo(byOption.training(Optional.empty()));
    }
  }

  @Test
  void everyKeyAndEveryOptionHasARow() {
    assertThat(rows("Keys")).extracting(Row::key).containsAll(Recipe.keys());
    Set<String> options =
        new CommandLine(new TrainCommand())
            .getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    options.removeAll(WITHOUT_KEY);
    assertThat(rows("Keys")).extracting(Row::option).containsAll(options);
    assertThat(options).containsAll(rows("Keys").stream().map(Row::option).toList());
  }

  /// The recipe at the top, and the settings of the usual network and of those for photos.
  @Test
  void examplesAreRecipes() throws IOException {
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples).hasSize(4);
    assertThat(recipe(examples.getFirst()).options()).containsKey("size");
    Training usual = KnownNetwork.usual(10, false);
    assertThat(RunJson.line(recipe(examples.get(1)).settings(Training.of(usual.network()))))
        .isEqualTo(RunJson.line(usual));
    ImageShape image = new ImageShape(32, 32, 3);
    for (PhotoPreset preset : PhotoPreset.values()) {
      Training bare = Training.of(preset.network(image, 10));
      String example = examples.get(preset == PhotoPreset.AIRBENCH ? 3 : 2);
      assertThat(RunJson.line(recipe(example).settings(bare)))
          .isEqualTo(RunJson.line(preset.training(image, 10, 50_000)));
    }
  }

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of("Layers", "network: [%s]"),
        Arguments.of("Initializers", "network: [{type: dense, units: 3, weights: %s}]"),
        Arguments.of("Optimizers", "optimizer: %s"),
        Arguments.of("Schedules", "schedule: %s"),
        Arguments.of("Losses", "loss: %s"),
        Arguments.of("Metrics", "metrics: [%s]"),
        Arguments.of("Augmentations", "augmentations: [%s]"));
  }

  @ParameterizedTest
  @MethodSource("words")
  void everyWordHasARowWithItsDefaults(String title, String template) {
    List<Row> rows = rows(title);
    assertThatThrownBy(() -> recipe(template.formatted("nonsense")))
        .isInstanceOf(DataException.class)
        .satisfies(
            e -> {
              Matcher words = WORDS.matcher(String.valueOf(e.getMessage()));
              assertThat(words.find()).as("%s", e.getMessage()).isTrue();
              assertThat(rows)
                  .extracting(row -> row.right().replaceFirst("\\{type: (\\w+).*", "$1"))
                  .containsAll(Arrays.asList(words.group(1).split(", ")));
            });
    for (Row row : rows) {
      assertThat(written(template.formatted(row.left())))
          .isEqualTo(written(template.formatted(row.right())));
      String full = row.right().replaceAll("\\bheight: (\\d+), width: \\1\\b", "size: $1");
      assertThat(keys(written(template.formatted(row.left()))))
          .as("all keys of " + row.left())
          .containsAll(keys(full.replaceAll("(\\w+):", "\"$1\":")));
    }
  }

  private String written(String text) {
    Recipe recipe = recipe(text);
    Training usual = Training.of(Network.of(Layer.flatten()));
    Training training = recipe.settings(usual).network(recipe.network().orElse(usual.network()));
    return RunJson.line(training) + RunJson.line(training.loss());
  }

  private static Set<String> keys(String json) {
    return Pattern.compile("\"(\\w+)\":")
        .matcher(json)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size: 28 | , line 1, size: not a valid size: '28'",
        "tensorboard: maybe | expected  true or false",
        "out: {a: 1} | , line 1, out: invalid value",
        "channels: many | , line 1, channels: invalid value",
      })
  void namesTheLineOfAnOptionThatDoesNotFit(String text, String message) {
    assertThatThrownBy(() -> RecipeOptions.take(recipe(text), Parsed.of().line().getCommandSpec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void optionsOverrideTheRecipe() {
    Recipe recipe = recipe("size: 8x8\nout: runs/a\nreport: false\nseed: 3");
    Parsed parsed = Parsed.of("--out", "runs/b");
    RecipeOptions.take(recipe, parsed.line().getCommandSpec());
    assertThat(parsed.value("--out")).isEqualTo(Path.of("runs/b"));
    assertThat(parsed.value("--no-report")).isEqualTo(true);
    assertThat(Parsed.of("--seed", "4").training(Optional.of(recipe))).contains("\"seed\":4");
  }
}
