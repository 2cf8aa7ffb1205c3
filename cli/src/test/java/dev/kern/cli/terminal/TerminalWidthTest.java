package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TerminalWidthTest {
  @Test
  void isWhatTheEnvironmentSays() {
    assertThat(TerminalWidth.of(Optional.of("46"))).isEqualTo(46);
    int own = TerminalWidth.of(Optional.empty());
    assertThat(own).isBetween(1, 9999);
    for (String nonsense : new String[] {"", "0", "-5", "wide", "99999"}) {
      assertThat(TerminalWidth.of(Optional.of(nonsense))).isEqualTo(own);
    }
  }

  @Test
  void leavesTheLastColumnFree() {
    assertThat(TerminalWidth.cut("12345", 6)).isEqualTo("12345");
    assertThat(TerminalWidth.cut("12345", 5)).isEqualTo("1234");
  }
}
