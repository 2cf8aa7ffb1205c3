package dev.kern.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final List<String[]> ROWS =
      List.of(
          new String[] {"layer", "", "numbers"},
          new String[] {"conv1", "16 filters of 5 x 5, stride 2, same", "78,400"},
          new String[] {"relu1", "", "0"});

  @Test
  void hasColumns() {
    assertThat(Table.text(ROWS, 2))
        .isEqualTo(
            """
            layer                                       numbers
            conv1  16 filters of 5 x 5, stride 2, same   78,400
            relu1                                             0
            """)
        .isEqualTo(Table.text(ROWS, 2, 52));
  }

  @Test
  void cellsGoOnInTheNextLineWhereThereIsLittleRoom() {
    assertThat(Table.text(ROWS, 2, 40))
        .isEqualTo(
            """
            layer                           numbers
            conv1  16 filters of 5 x 5,      78,400
                   stride 2, same
            relu1                                 0
            """);
    assertThat(Table.text(List.<String[]>of(new String[] {"a/path/without/spaces", "1"}), 1, 20))
        .isEqualTo("a/path/without/   1\nspaces\n");
  }

  @Test
  void numbersStayWhole() {
    assertThat(Table.text(ROWS, 2, 10).lines()).anyMatch(line -> line.endsWith("   78,400"));
    assertThat(Table.text(ROWS, 0, 10)).isEqualTo(Table.text(ROWS, 0));
  }
}
