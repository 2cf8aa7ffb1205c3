package dev.kern.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.extension.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TaggedRecordsTest {
  private interface Body {
    String kind();
  }

  private record Box(int height, int width, double weight) implements Body {
    @Override
    public String kind() {
      return "box";
    }
  }

  private record Nothing() implements Body {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /// A kind that Kern doesn't know.
  private record Ball(double radius) implements Body {
    @Override
    public String kind() {
      return "ball";
    }
  }

  private static final class BallCodec implements Codec<Ball> {
    @Override
    public Ball read(@Nullable Object tree, RecordMapper mapper) {
      return new Ball(Double.parseDouble(String.valueOf(JsonText.object(tree).get("radius"))));
    }

    @Override
    public Object write(Ball ball, RecordMapper mapper) {
      return Map.of("radius", ball.radius());
    }
  }

  private static final TaggedRecords<Body> BODIES =
      TaggedRecords.of(Body.class, "body", Body::kind)
          .plus(new Box(1, 1, 0.5), "height", "width")
          .plusValue(new Nothing());

  private static Body read(TaggedRecords<Body> bodies, String json) {
    return RecordMapper.PLAIN.with(bodies).parse("f", json, Body.class);
  }

  @Test
  void takesDefaultsAndOneSizeForBothSides() {
    Body square = read(BODIES, "{\"type\": \"box\", \"size\": 3}");
    assertThat(square).isEqualTo(new Box(3, 3, 0.5));
    assertThat(RecordMapper.PLAIN.with(BODIES).line(square))
        .isEqualTo("{\"type\":\"box\",\"size\":3,\"weight\":0.5}");
    Body oblong = read(BODIES, "{\"type\": \"box\", \"height\": 3, \"width\": 2}");
    assertThat(RecordMapper.PLAIN.with(BODIES).line(oblong))
        .isEqualTo("{\"type\":\"box\",\"height\":3,\"width\":2,\"weight\":0.5}");
    assertThat(read(BODIES, "\"nothing\"")).isEqualTo(new Nothing());
  }

  @Test
  void takesFurtherKinds() {
    for (TaggedRecords<Body> more :
        List.of(BODIES.plus("ball", Ball.class), BODIES.plus("ball", new BallCodec()))) {
      Body ball = read(more, "{\"type\": \"ball\", \"radius\": 1.5}");
      assertThat(ball).isEqualTo(new Ball(1.5));
      assertThat(RecordMapper.PLAIN.with(more).line(ball))
          .isEqualTo("{\"type\":\"ball\",\"radius\":1.5}");
    }
    assertThatThrownBy(() -> read(BODIES, "{\"type\": \"ball\", \"radius\": 1.5}"))
        .hasMessage(
            """
            f: unknown body
              given     'ball'
              expected  one of box, nothing
              fix       use one of these, or check the spelling\
            """);
  }

  /// A body whose settings no file can hold.
  private static final class Cloud implements Body {
    @Override
    public String kind() {
      return "cloud";
    }
  }

  /// A body that bears the word of another class.
  private record Rival(String kind) implements Body {}

  @Test
  void takesWhatIsRegisteredMeanwhile() {
    Registry<Body> registry =
        new Registry<>("body", "Bodies", Set.of("box", "nothing"), Body::kind, Body::getClass);
    TaggedRecords<Body> open = BODIES.plus(registry, ObjectCodec::ofExample);
    RecordMapper mapper = RecordMapper.PLAIN.with(open);
    String text = mapper.line(new Ball(2));
    assertThat(text).isEqualTo("{\"type\":\"ball\",\"radius\":2.0}");
    assertThatThrownBy(() -> read(open, text))
        .hasMessage(
            """
            f: unknown body
              given     'ball'
              expected  one of box, nothing
              fix       use one of these, or check the spelling; one of your own must be registered \
            first: Bodies.register(...), or a jar with an Extension on the class path \
            (KERN_CLASSPATH)\
            """);
    registry.register(new Ball(1));
    assertThat(read(open, text)).isEqualTo(new Ball(2));
    assertThat(read(open, "\"ball\"")).isEqualTo(new Ball(1));
    assertThat(read(open, "{\"type\": \"box\", \"size\": 3}")).isEqualTo(new Box(3, 3, 0.5));
    assertThatThrownBy(() -> read(open, "{\"type\": \"cone\"}"))
        .hasMessageContaining("expected  one of box, nothing, ball");
    assertThatThrownBy(() -> registry.register(new Rival("ball")))
        .hasMessage(
            "body 'ball' is dev.kern.json.TaggedRecordsTest$Ball already, given"
                + " dev.kern.json.TaggedRecordsTest$Rival; fix: another name for one of them");
    assertThatThrownBy(() -> mapper.line(new Rival("box")))
        .hasMessage("body: the name 'box' is that of one of Kern's own; fix: another name");
    assertThatThrownBy(() -> mapper.line(new Cloud()))
        .hasMessage(
            "body 'cloud' is of the class dev.kern.json.TaggedRecordsTest$Cloud, of which files"
                + " can't hold the settings; fix: make it a record, or custom(\"cloud\", ...) if it"
                + " has none");
  }
}
