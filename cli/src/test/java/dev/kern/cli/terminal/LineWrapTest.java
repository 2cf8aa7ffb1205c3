package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class LineWrapTest {
  @Test
  void breaksBetweenWords() {
    assertThat(LineWrap.of("Accuracy 84.00%, loss 0.6014, on 500 test images", 46))
        .isEqualTo("Accuracy 84.00%, loss 0.6014, on 500 test\n  images");
    assertThat(LineWrap.of("note: 12,000 of the 120,000 training images were held out for it", 40))
        .isEqualTo("note: 12,000 of the 120,000 training\n      images were held out for it");
    assertThat(LineWrap.of("   train/a.png classified as something else", 31))
        .isEqualTo("   train/a.png classified as\n     something else");
    assertThat(LineWrap.of("a.png: broken\n  expected  PNG, JPEG, BMP or GIF content or so", 40))
        .isEqualTo("a.png: broken\n  expected  PNG, JPEG, BMP or GIF\n            content or so");
  }

  @Test
  void leavesAloneWhatFitsOrCannotBeBroken() {
    assertThat(LineWrap.of("a line that fits", 17)).isEqualTo("a line that fits");
    assertThat(LineWrap.of("", 40)).isEmpty();
    String path = "/a/path/without/any/space/that/is/much/too/long.png";
    assertThat(LineWrap.of(path + ": gone", 30)).isEqualTo(path + ":\n  gone");
    assertThat(LineWrap.of("two words", 5)).isEqualTo("two words");
  }

  @Test
  void leavesCommandsWhole() {
    for (String line :
        new String[] {
          "  kern evaluate runs/strided-1 --data 'my data/with a long name'",
          "  fix       kern train --resume runs/strided-1 --data another",
          "  fix       free some space; then kern train --resume runs/strided-1"
        }) {
      assertThat(LineWrap.of(line, 40)).isEqualTo(line);
    }
  }

  @Test
  void onlyTextOfTerminalsIsWrapped() {
    String line = "word ".repeat(40).strip();
    assertThat(printed(true, line)).contains("word\n  word");
    assertThat(printed(false, line)).isEqualTo(line + "\n");
  }

  private static String printed(boolean wraps, String line) {
    StringWriter out = new StringWriter();
    new TerminalWriter(out, true, wraps).println(line);
    return out.toString();
  }
}
