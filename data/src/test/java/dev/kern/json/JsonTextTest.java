package dev.kern.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTextTest {
  private static @Nullable Object parse(String text) {
    return JsonText.parse("f", text.getBytes(UTF_8));
  }

  @Test
  void writesWhatItRead() {
    String line =
        "{\"a\":[1,-2.5,1.0E21,true,null,12345678901234567890],\"é\\\"\\\\/\\n"
            + "\\u001F\":{},\"b\":[]}";
    assertThat(JsonText.line(parse(line))).isEqualTo(line);
  }

  @Test
  void indentsKeysAndKeepsListsOnALine() {
    assertThat(JsonText.indented(parse("{\"a\":[1,{\"b\":2}],\"c\":[],\"d\":{}}")))
        .isEqualTo(
            """
            {
              "a" : [ 1, {
                "b" : 2
              } ],
              "c" : [ ],
              "d" : { }
            }\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | f: no content",
        "{} {} | f, line 1, column 4: not valid JSON",
        "{\"a\":1,\"a\":2} | f, line 1, column 11: not valid JSON",
        "[1,] | f, line 1, column 4: not valid JSON",
        "NaN | f, line 1, column 4: not valid JSON",
      })
  void refusesWhatIsNoJson(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message + "\n");
  }
}
