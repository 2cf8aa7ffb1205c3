package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names of classes are matched with those of a model.
final class LabelsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b c | c b a | 2 1 0 |",
        "cat Dog | Cat Dog | 0 1 | cat for Cat",
        "a A | A a | 1 0 |",
        "a A | A | -1 0 |",
        "a A | a | 0 -1 |",
        "CAT Cat | cat | -1 -1 |",
        "cat | Cat CAT | -1 |",
        "cafe\u0301 CAFE\u0301 | caf\u00e9 | 0 -1 |",
        "CAFE\u0301 | caf\u00e9 | 0 | CAFE\u0301 for caf\u00e9"
      })
  void namesAreMatched(String names, String in, String places, @Nullable String respelled) {
    List<String> own = List.of(names.split(" ", -1));
    List<String> others = List.of(in.split(" ", -1));
    int[] found = Labels.places(own, others);
    assertThat(found)
        .containsExactly(Stream.of(places.split(" ", -1)).mapToInt(Integer::parseInt).toArray());
    String line = "classes taken for the network's although case or spaces differ: ";
    assertThat(Labels.respelled(own, others, found).orElse(line))
        .isEqualTo(
            respelled == null ? line : line + "'" + respelled.replace(" for ", "' for '") + "'");
  }
}
