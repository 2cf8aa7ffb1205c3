package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PathTemplateTest {
  @Test
  void matchesSegmentBySegment() {
    PathTemplate template = PathTemplate.of("/v2/models/{model}/versions/{version}/infer");
    assertThat(template.match("/v2/models/a%2Fb/versions/3/infer")).containsExactly("a/b", "3");
    assertThat(template.indexOf("version")).isEqualTo(1);
    assertThat(template.indexOf("other")).isNegative();
    for (String path :
        List.of(
            "",
            "/",
            "/v2/models/m/versions/3",
            "/v2/models/m/versions/3/infer/",
            "/v2/models//versions/3/infer",
            "/v2/models/m/versions/3/other")) {
      assertThat(template.match(path)).as(path).isNull();
    }
  }

  @Test
  void leavesTheFixedEndOfASegment() {
    PathTemplate template = PathTemplate.of("/models/{model}:predict");
    assertThat(template.match("/models/a%3Ab:predict")).containsExactly("a:b");
    assertThat(template.match("/models/a:b:predict")).isNull();
    assertThat(PathTemplate.of("/models/{model}").match("/models/a:b")).isNull();
    assertThat(template.match("/models/:predict")).isNull();
    assertThat(template.match("/models/a")).isNull();
  }

  @Test
  void putsMoreFixedOnesFirst() {
    assertThat(
            Stream.of("/{a}", "/{a}/b", "/{a}:x", "/{a}:longer", "/b/{c}", "/b/{c}/d", "/b/c/{d}")
                .map(PathTemplate::of)
                .sorted(PathTemplate::before)
                .map(PathTemplate::toString))
        .containsExactly(
            "/b/c/{d}", "/b/{c}/d", "/b/{c}", "/{a}:longer", "/{a}:x", "/{a}/b", "/{a}");
  }

  @Test
  void refusesWhatIsNoTemplate() {
    assertThatThrownBy(() -> PathTemplate.of("models")).hasMessage("models doesn't start with /");
    for (String text : List.of("/a{b}", "/{}", "/{a", "/a}")) {
      assertThatThrownBy(() -> PathTemplate.of(text))
          .hasMessage(text + " has braces that aren't at a segment's start");
    }
  }
}
