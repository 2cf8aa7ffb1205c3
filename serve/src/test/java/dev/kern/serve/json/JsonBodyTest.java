package dev.kern.serve.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays of numbers have the bits of `Float.parseFloat`, and everything else is strict JSON.
final class JsonBodyTest {
  private static final int MOST = 1 << 20;

  private static Map<String, Object> parse(String json) {
    byte[] text = json.getBytes(UTF_8);
    return JsonBody.parse(text, text.length, MOST);
  }

  private static Numbers numbers(String array) {
    return numbers(parse("{\"x\": " + array + "}"), "x");
  }

  private static Numbers numbers(Map<String, Object> tree, String key) {
    return (Numbers) Objects.requireNonNull(tree.get(key));
  }

  private static void expectSameBits(List<String> written) {
    float[] read = numbers(String.join(",", written).transform(all -> "[" + all + "]")).values();
    assertThat(read).hasSize(written.size());
    for (int i = 0; i < read.length; i++) {
      float expected = Float.parseFloat(written.get(i));
      assertThat(Float.floatToRawIntBits(read[i]))
          .as(written.get(i))
          .isEqualTo(Float.floatToRawIntBits(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "1",
        "-1",
        "0.5",
        "255",
        "16777217",
        "16777219",
        "0.1",
        "1e5",
        "1E-5",
        "1.5e+3",
        "-2.5e-10",
        "123456789012345678",
        "1234567890123456789",
        "99999999999999999999999999",
        "0.00000000000000000000000000000000000000000000001",
        "0.000000000000000000000000000000000000000000000012345678901234567890",
        "1e-45",
        "1e-46",
        "7.0064923216240854e-46",
        "1.4e-45",
        "1.17549435e-38",
        "1.1754942807573643e-38",
        "0.000000000000000000000000000000000000011754943508222875",
        "3.4028235e38",
        "3.4028236e38",
        "340282356779733661637539395458142568447",
        "340282356779733661637539395458142568448",
        "1e39",
        "-1e400",
        "1e-400",
        "0e999999999999",
        "8388608.5",
        "8388609.5",
        "16777216.999999999",
        "0.100000001490116119384765625",
        "0.10000000149011612",
        "0.1000000052154064178466796875",
        "0.1000000052154064178466796876",
        "0.1000000052154064178466796874",
        "00.5e0"
      })
  void hasTheBitsOfParseFloat(String number) {
    if (number.startsWith("00")) {
      assertThatThrownBy(() -> numbers("[" + number + "]")).hasMessageContaining("a number");
    } else {
      expectSameBits(List.of(number));
    }
  }

  @Test
  void takesWhatPythonWrites() {
    assertThat(numbers("[NaN, Infinity, -Infinity]").values())
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
  }

  @Test
  void randomNumbersHaveTheBitsOfParseFloat() {
    fuzz(20_000);
  }

  @Test
  @Tag("slow")
  void aMillionNumbersHaveTheBitsOfParseFloat() {
    fuzz(1_000_000);
  }

  private static void fuzz(int count) {
    Random random = new Random(7);
    for (int done = 0; done < count; done += 1000) {
      expectSameBits(random.ints(1000).mapToObj(bits -> written(random, bits)).toList());
    }
  }

  /// A number in one of many ways, often close to the middle of two floats.
  private static String written(Random random, int bits) {
    float value = Float.intBitsToFloat(bits);
    float small = random.nextFloat();
    double middle = small + (double) Math.ulp(small) / 2;
    return switch (random.nextInt(12)) {
      case 0 -> Float.isFinite(value) ? Float.toString(value) : "0";
      case 1 -> Float.isFinite(value) ? new BigDecimal(value).toPlainString() : "1";
      case 2 -> Double.toString(middle);
      case 3 -> new BigDecimal(middle).toPlainString();
      case 4 -> new BigDecimal(middle).toPlainString() + "1";
      case 5 -> Double.toString(Math.nextUp(middle));
      case 6 -> Double.toString(Math.nextDown(middle));
      case 7 -> String.format(Locale.ROOT, "%." + random.nextInt(1, 30) + "f", random.nextDouble());
      case 8 -> Integer.toString(bits);
      case 9 -> Long.toString(random.nextLong());
      case 10 -> random.nextInt(1000) + "." + random.nextInt(1000) + "e" + random.nextInt(-60, 60);
      default -> Double.toString(small);
    };
  }

  @Test
  void tellsTheShapeOfNestedArrays() {
    Numbers numbers = numbers("[ [[1, 2] ,[3,4]],\n[[5 , 6],[7,8]], [[9,10],[11,12]] ]");
    assertThat(numbers.shape()).containsExactly(3, 2, 2);
    assertThat(numbers.values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void leavesEverythingElseAlone() {
    Map<String, Object> tree =
        parse(
            """
            {"a": "[1,2", "b\\"": [7, 8], "c": {"d": [[1],[2]], "e": [{"f": [3]}, "x", null]},
             "g": [], "h": 5, "i": [true], "j": "\\\\"}
            """);
    assertThat(tree.keySet()).containsExactly("a", "b\"", "c", "g", "h", "i", "j");
    assertThat(tree.get("a")).isEqualTo("[1,2");
    assertThat(numbers(tree, "b\"").values()).containsExactly(7, 8);
    assertThat(tree.get("h")).isEqualTo(5L);
    assertThat(tree.get("j")).isEqualTo("\\");
    assertThat(tree.get("c")).hasToString("{d=[2, 1], e=[{f=[1]}, x, null]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                        | no content
          [1,2]                     | not a JSON object
          {"x": [1,2                | doesn't end in }
          {"x": [1,2}               | a comma, or ] at the end
          {"x": [1,]}               | a number
          {"x": [1 2]}              | a comma, or ] at the end
          {"x": [1,"a"]}            | a number
          {"x": [1,null]}           | a number
          {"x": [1,[2]]}            | a number
          {"x": [[1],2]}            | others have an array
          {"x": [[1],[2,3]]}        | differ in length
          {"x": [[1],[[2]]]}        | differ in length or depth
          {"x": [[1],[]]}           | a number
          {"x": [-]}                | a number
          {"x": [1.]}               | a digit behind the point
          {"x": [.5]}               | not valid JSON
          {"x": [1e]}               | a digit of the exponent
          {"x": [01]}               | a number
          {"x": [+1]}               | not valid JSON
          {"x": [Inf]}              | a number
          {"x": [[[[[[[[[1]]]]]]]]]}  | nested too deeply
          {"x": 1, "x": 2}          | not valid JSON
          {"x": [1], "y": }         | line 1, column 17
          {"x": [1]} {}             | more text after the end
          {"x": "a}                 | not valid JSON
          "x}                       | not valid JSON
          {"x": [1]]}               | not valid JSON
          """)
  void refusesWhatIsNotJson(String json, String reason) {
    assertThatThrownBy(() -> parse(json == null ? "" : json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void takesLongTexts() {
    String image = "QUJD".repeat(1 << 20);
    assertThat(parse("{\"x\": [{\"b64\": \"" + image + "\"}, \"" + image + "\"]}").get("x"))
        .isEqualTo(List.of(Map.of("b64", image), image));
    String escaped = "\\n".repeat(5000);
    assertThat(parse("{\"x\": \"" + escaped + "\"}").get("x")).isEqualTo("\n".repeat(5000));
    assertThatThrownBy(() -> parse("{\"x\": \"" + "a\n".repeat(5000) + "\"}"))
        .hasMessageContaining("not valid JSON");
    assertThatThrownBy(() -> parse("{\"" + image + "\": 1}")).hasMessageContaining("body");
  }

  @Test
  void boundsDepthAndNumbers() {
    String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    assertThatThrownBy(() -> parse(deep)).hasMessageContaining("too deeply nested");
    assertThatThrownBy(() -> parse("{\"x\": " + "[".repeat(100_000) + "}"))
        .hasMessageContaining("nested too deeply");
    byte[] many = "{\"x\": [1,2,3], \"y\": [4,5,6]}".getBytes(UTF_8);
    assertThat(JsonBody.parse(many, many.length, 6)).hasSize(2);
    assertThatThrownBy(() -> JsonBody.parse(many, many.length, 5))
        .hasMessageContaining("at most 5 in one request");
  }

  @Test
  void readsOnlyTheFirstBytes() {
    byte[] text = "{\"x\": [1]}  123456789,1]}".getBytes(UTF_8);
    assertThat(JsonBody.parse(text, 10, MOST).get("x")).hasToString("[1]");
    assertThatThrownBy(() -> JsonBody.parse(text, 9, MOST)).hasMessageContaining("end in }");
  }

  @Test
  void damagedTextsNeverFailOtherwise() {
    Random random = new Random(3);
    byte[] seed =
        "{\"id\":\"7\",\"inputs\":[{\"shape\":[1,2],\"data\":[[0.25,-1e5]],\"n\":NaN}]}"
            .getBytes(UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(90) : seed.length);
      for (int k = random.nextInt(4); k > 0 && text.length > 0; k--) {
        text[random.nextInt(text.length)] =
            (byte) "[]{}\",:\\01.e-N \u00ff".charAt(random.nextInt(16));
      }
      try {
        JsonBody.parse(text, text.length, MOST);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("body");
      }
    }
  }

  @Test
  void writesNumbersAsFloatToStringDoes() {
    float[] values = {0.1f, -0f, 1e-5f, 3.4028235e38f, 1};
    byte[] text = new JsonWriter().raw("[").numbers(values, 0, 5).raw("]").toBytes();
    assertThat(new String(text, UTF_8)).isEqualTo("[0.1,-0.0,1.0E-5,3.4028235E38,1.0]");
    byte[] body = new JsonWriter().raw("{\"x\":").bytes(text).raw("}").toBytes();
    assertThat(numbers(JsonBody.parse(body, body.length, MOST), "x").values())
        .containsExactly(values);
  }

  @Test
  void writesTextsQuoted() {
    byte[] text = new JsonWriter().text("a\"\n\u00e4\ud83d\ude00".repeat(300)).toBytes();
    assertThat(new String(text, UTF_8)).contains("a\\\"\\n\u00e4\ud83d\ude00").endsWith("\"");
    assertThat(text.length).isGreaterThan(3000);
  }

  @Test
  void longArraysKeepTheirOrder() {
    String all =
        DoubleStream.iterate(0.001, x -> x + 0.001)
            .limit(5000)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(",", "[", "]"));
    float[] read = numbers(all).values();
    assertThat(read).hasSize(5000).isSorted();
  }

  @Test
  void refusesOtherEncodings() {
    for (Charset other : List.of(UTF_16BE, UTF_16, Charset.forName("UTF-32BE"))) {
      byte[] text = "{\"x\": [5]}".getBytes(other);
      assertThatThrownBy(() -> JsonBody.parse(text, text.length, MOST))
          .as(other.name())
          .isInstanceOf(DataException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void boundsWhatIsNeitherNumbersNorImages() {
    for (String many : List.of("[1],", "{},", "\"\",", "[[]],")) {
      String json = "{\"x\": [null," + many.repeat(1 << 21) + "0]}";
      assertThatThrownBy(() -> parse(json))
          .as(many)
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("too much JSON", "4,194,304 bytes");
    }
    assertThat((List<?>) parse("{\"x\": [" + "\"\",".repeat(1024) + "\"\"]}").get("x"))
        .hasSize(1025);
  }
}
