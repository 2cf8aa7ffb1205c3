package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.bench.Pairs.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PairsTest {
  @Test
  void compareAPeerWithKernBeforeAndAfter() {
    assertThat(new Pair(100, 50, 300).ratio()).isEqualTo(4);
  }

  @Test
  void countTheMedianAndShowTheRange() {
    // In the second pair both are disturbed, in the third only the peer is.
    Pairs pairs =
        new Pairs(List.of(new Pair(100, 50, 100), new Pair(10, 5, 10), new Pair(100, 10, 100)));
    assertThat(pairs.ratio()).isEqualTo(2);
    assertThat(pairs.least()).isEqualTo(2);
    assertThat(pairs.most()).isEqualTo(10);
    assertThat(pairs.peerRate()).isEqualTo(10);
  }

  @Test
  void takeTheMeanOfTheMiddleTwo() {
    assertThat(Pairs.median(4, 1, 2, 8)).isEqualTo(3);
  }
}
