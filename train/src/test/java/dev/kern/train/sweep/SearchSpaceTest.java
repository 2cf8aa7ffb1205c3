package dev.kern.train.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which trials a sweep has, and their recipes.
final class SearchSpaceTest {
  private static SearchSpace space(String... axes) {
    return new SearchSpace(Stream.of(axes).map(Axis::parse).toList());
  }

  private static double rate(Map<String, Object> choice) {
    return Double.parseDouble(String.valueOf(choice.get("optimizer.learningRate")));
  }

  @Test
  void aGridHasEveryChoice() {
    assertThat(space("batch=16,32", "network=strided,maxpool").grid())
        .containsExactly(
            Map.of("batch", 16L, "network", "strided"),
            Map.of("batch", 16L, "network", "maxpool"),
            Map.of("batch", 32L, "network", "strided"),
            Map.of("batch", 32L, "network", "maxpool"));
  }

  @Test
  void valuesAreAsInARecipe() {
    assertThat(Axis.parse("optimizer={type: adam, learningRate: 0.01}, sgd").values())
        .containsExactly(Map.of("type", "adam", "learningRate", 0.01), "sgd");
    assertThat(Axis.parse("l2=0.001").values()).containsExactly(0.001);
    assertThat(Axis.parse("cacheFeatures=true,false").values()).containsExactly(true, false);
  }

  @Test
  void randomChoicesAreTheSameForASeedAndNoneTwice() {
    SearchSpace space = space("optimizer.learningRate=0.001..0.1", "batch=8..64");
    List<Map<String, Object>> drawn = space.random(200, 7);
    assertThat(drawn).hasSize(200).doesNotHaveDuplicates().isEqualTo(space.random(200, 7));
    assertThat(space.random(200, 8)).isNotEqualTo(drawn);
    assertThat(drawn)
        .allSatisfy(
            choice -> {
              assertThat(rate(choice)).isBetween(0.001, 0.1);
              assertThat(choice.get("batch"))
                  .isInstanceOfSatisfying(Long.class, n -> assertThat(n).isBetween(8L, 64L));
            });
    // The logarithm is even: half of the rates are below the geometric mean.
    assertThat(drawn.stream().filter(c -> rate(c) < 0.01).count()).isBetween(75L, 125L);
    assertThat(space("batch=16,32").random(50, 1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "batch=", "batch=1,[", "batch=0..1", "batch=5..2", "x=,"})
  void whatIsNoChoiceIsRefused(String text) {
    assertThatThrownBy(() -> Axis.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--over: neither a list of values nor a range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=3", "a..b=1", "learning-rate=0.1,0.2", "--batch=16,32"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> Axis.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--over: not a key of a recipe\n  given     ")
        .hasMessageContaining("docs/RECIPES.md");
  }

  @Test
  void spacesThatCannotBeSearchedAreRefused() {
    assertThatThrownBy(() -> space("batch=1..8").grid()).hasMessageContaining("--trials 20");
    assertThatThrownBy(() -> space("batch=1", "batch=2")).hasMessageContaining("each given once");
    assertThatThrownBy(SearchSpaceTest::space).hasMessageContaining("given     none");
    assertThatThrownBy(() -> space("batch=1..8").random(0, 1)).hasMessageContaining("given 0");
  }

  @Test
  void settingsTakeTheirPlaceInTheRecipe() {
    Map<String, Object> recipe =
        Map.of("optimizer", "adam", "network", List.of(Map.of("type", "dropout", "keep", 0.5)));
    assertThat(Variation.of(recipe, Map.of("optimizer.learningRate", 0.1)).get("optimizer"))
        .isEqualTo(Map.of("type", "adam", "learningRate", 0.1));
    assertThat(Variation.of(recipe, Map.of("network.0.keep", 0.9)).get("network"))
        .isEqualTo(List.of(Map.of("type", "dropout", "keep", 0.9)));
    assertThat(Variation.of(recipe, Map.of("batch", 8L))).containsEntry("batch", 8L);
    assertThat(recipe.get("optimizer")).isEqualTo("adam");
    assertThat(Variation.yaml(Map.of("batch", 8L))).isEqualTo("batch: 8\n");
    assertThatThrownBy(() -> Variation.of(recipe, Map.of("network.7.keep", 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a list of 1");
    assertThatThrownBy(() -> Variation.of(Map.of("batch", 8L), Map.of("batch.size", 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such setting");
  }
}
