package dev.kern.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {
  private static final List<String> KNOWN = List.of("conv", "dense", "maxPool", "averagePool");

  @Test
  void findsTheNearestWord() {
    assertThat(Suggestion.of("cnov", KNOWN)).hasValue("did you mean 'conv'?");
    assertThat(Suggestion.of("MAXPOOL", KNOWN)).hasValue("did you mean 'maxPool'?");
    assertThat(Suggestion.of("averagePol", KNOWN)).hasValue("did you mean 'averagePool'?");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Suggestion.of("transformer", KNOWN)).isEmpty();
    assertThat(Suggestion.of("conv", List.of())).isEmpty();
  }
}
