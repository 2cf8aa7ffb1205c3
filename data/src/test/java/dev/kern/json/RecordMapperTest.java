package dev.kern.json;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kern.data.file.DataException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordMapperTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  private record Point(int x, @Key("why") double y) {
    Point {
      if (x > 100) {
        throw new IllegalArgumentException("x is at most 100, given " + x);
      }
    }
  }

  private record Everything(
      String text,
      long whole,
      float single,
      boolean flag,
      Colour colour,
      Optional<Double> absent,
      @Key(omitEmpty = true) Optional<Colour> omitted,
      List<Point> points,
      Map<String, List<Integer>> numbers) {
    Everything {
      points = List.copyOf(points);
    }
  }

  private static final String JSON =
      "{\"text\":\"a/b \\u0001é\",\"whole\":5000000000,\"single\":0.1,\"flag\":true,"
          + "\"colour\":\"darkBlue\",\"absent\":null,\"points\":[{\"x\":1,\"why\":2.0}],"
          + "\"numbers\":{\"a\":[1,2]}}";

  private static Everything read(String json) {
    return RecordMapper.PLAIN.parse("f.json", json, Everything.class);
  }

  @Test
  void readsWhatItWrote() {
    Everything value = read(JSON);
    assertThat(value)
        .isEqualTo(
            new Everything(
                "a/b \u0001é",
                5_000_000_000L,
                0.1f,
                true,
                Colour.DARK_BLUE,
                Optional.empty(),
                Optional.empty(),
                List.of(new Point(1, 2)),
                Map.of("a", List.of(1, 2))));
    assertThat(RecordMapper.PLAIN.line(value)).isEqualTo(JSON);
  }

  @Test
  void writesNumbersThatJsonDoesNotHaveAsTexts() {
    String json = "{\"x\":1,\"why\":\"NaN\"}";
    Point point = RecordMapper.PLAIN.parse("f.json", json, Point.class);
    assertThat(point.y()).isNaN();
    assertThat(RecordMapper.PLAIN.line(point)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"whole\":5000000000 | \"whole\":1.5 | , whole: invalid value | a whole number",
        "\"x\":1 | \"x\":3000000000 | , points[0].x: invalid value | up to 2147483647",
        "\"x\":1 | \"x\":\"1\" | , points[0].x: invalid value | given     '\"1\"'",
        "\"x\":1 | \"x\":101 | , points[0]: x is at most 100, given 101 | use another value",
        "\"x\":1 | \"X\":1 | , points[0]: unknown key | did you mean 'x'?",
        "\"x\":1, | '' | , points[0]: missing key 'x' | add \"x\": ...",
        "[1,2] | [1,true] | , numbers.a[1]: invalid value | a whole number",
        "\"a\": | \"a b\":5,\"c\": | , numbers.'a b': invalid value | a list",
        "darkBlue | DARK_BLUE | , colour: invalid value | one of red, darkBlue",
        "\"flag\":true | \"flag\":null | , flag: invalid value | true or false",
        "\"absent\":null | \"absent\":\"x\" | , absent: invalid value | a number",
        "{\"x\":1,\"why\":2.0} | null | , points[0]: a list element is missing | remove it",
        "[1,2] | [1,null] | , numbers.a[1]: a list element is missing | remove it",
        "[1,2] | null | , numbers.a: a value is missing | remove it",
        "{\"x\":1,\"why\":2.0} | 7 | , points[0]: not an object | the keys x, why",
      })
  void saysWhatDoesNotFitAndWhere(String from, String to, String where, String detail) {
    assertThat(JSON).contains(from);
    assertThatThrownBy(() -> read(JSON.replace(from, to)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("f.json")
        .hasMessageContaining(where)
        .hasMessageContaining(detail);
  }

  @Test
  void readsLists() {
    assertThat(RecordMapper.PLAIN.parseList("f", "[\"a\", \"b\"]", String.class))
        .containsExactly("a", "b");
    assertThatThrownBy(() -> RecordMapper.PLAIN.parseList("f", "[\"a\", null]", String.class))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("f, [1]: a list element is missing");
    assertThatThrownBy(() -> RecordMapper.PLAIN.parseList("f", "{}", String.class))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected  a list");
  }

  /// Ten faults are told, and how many others there are, however many that is.
  @ParameterizedTest
  @CsvSource({"10, 0", "11, 1", "25, 15", "3000, 2990"})
  void saysHowManyFaultsItDoesNotList(int faults, int untold) {
    String list = "5,".repeat(faults - 1) + "5";
    String object =
        IntStream.range(0, faults)
            .mapToObj(i -> "\"k" + i + "\":0")
            .collect(joining(",", "{", ",\"x\":1,\"why\":1}"));
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            () -> read(JSON.replace("{\"x\":1,\"why\":2.0}", list)),
            () -> RecordMapper.PLAIN.parse("f", object, Point.class))) {
      DataException thrown = catchThrowableOfType(DataException.class, reading);
      String message = String.valueOf(thrown.getMessage());
      assertThat(message.lines().filter(line -> line.startsWith("  fix "))).hasSize(10);
      if (untold > 0) {
        assertThat(message).contains(untold + " more faults in this file aren't listed");
      } else {
        assertThat(message).doesNotContain("aren't listed");
      }
    }
  }

  /// Fields are keys as the components of a record are.
  private static final class Settings {
    private int count = 1;
    private final String name;
    private transient String place = "here";

    Settings(String name) {
      this.name = name;
    }

    Settings copy() {
      Settings copy = new Settings(name);
      copy.count = count;
      copy.place = place;
      return copy;
    }

    Settings checked() {
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1, given " + count);
      }
      return this;
    }
  }

  @Test
  void readsFieldsOfAClass() {
    RecordMapper mapper =
        RecordMapper.PLAIN.with(
            Settings.class,
            ObjectCodec.ofFields(new Settings("usual"), Settings::copy, Settings::checked, "name"));
    Settings read = mapper.parse("f", "{\"name\": \"n\"}", Settings.class);
    assertThat(read.place).isEqualTo("here");
    assertThat(mapper.line(read)).isEqualTo("{\"count\":1,\"name\":\"n\"}");
    assertThatThrownBy(() -> mapper.parse("f", "{\"count\": 2}", Settings.class))
        .hasMessageStartingWith("f: missing key 'name'");
    assertThatThrownBy(() -> mapper.parse("f", "{\"name\": \"n\", \"count\": 0}", Settings.class))
        .hasMessageStartingWith("f: count must be at least 1, given 0");
  }
}
