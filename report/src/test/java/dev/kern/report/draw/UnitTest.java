package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class UnitTest {
  @Test
  void writesNumbersForPeople() {
    assertThat(Unit.PLAIN.text(0.0123456)).isEqualTo("0.0123");
    assertThat(Unit.PLAIN.text(1234.5)).isEqualTo("1230");
    assertThat(Unit.PLAIN.text(Double.NaN)).isEqualTo("NaN");
    assertThat(Unit.PERCENT.text(0.9355)).isEqualTo("93.6 %");
    assertThat(Unit.COUNT.text(8096.6)).isEqualTo("8,097");
    assertThat(Unit.count(15_230)).isEqualTo("15,230");
  }

  @Test
  void writesSettingsWithoutIdleDigits() {
    assertThat(Unit.number(new BigDecimal("30000"))).isEqualTo("30,000");
    assertThat(Unit.number(new BigDecimal("0.050"))).isEqualTo("0.05");
    assertThat(Unit.number(new BigDecimal("0.0"))).isEqualTo("0");
    assertThat(Unit.number(new BigDecimal("1E+3"))).isEqualTo("1,000");
  }

  @Test
  void isShortAtAnAxis() {
    assertThat(Unit.PLAIN.tick(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(Unit.PLAIN.tick(100)).isEqualTo("100");
    assertThat(Unit.PLAIN.tick(100_000)).isEqualTo("100 k");
    assertThat(Unit.PLAIN.tick(-1e7)).isEqualTo("-10 M");
    assertThat(Unit.PLAIN.tick(1e30)).isEqualTo("1e+30");
    assertThat(Unit.PLAIN.tick(1e-5)).isEqualTo("1e-05");
    assertThat(Unit.PLAIN.tick(0)).isEqualTo("0");
    assertThat(Unit.PERCENT.tick(0.6)).isEqualTo("60 %");
    assertThat(Unit.COUNT.tick(20_000)).isEqualTo("20,000");
    assertThat(Unit.COUNT.tick(2_500_000)).isEqualTo("2.5 M");
  }
}
