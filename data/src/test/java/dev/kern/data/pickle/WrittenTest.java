package dev.kern.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.TestFiles;
import dev.kern.data.file.NumberType;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The small pickles of `make.py`: every protocol, order and number type that NumPy writes.
final class WrittenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "course_p0", "course_p1", "course_p2", "course_p3", "course_p4", "course_p5",
        "fortran_p0", "fortran_p1", "fortran_p2", "fortran_p3", "fortran_p4", "fortran_p5",
        "big_p0", "big_p1", "big_p2", "big_p3", "big_p4", "big_p5",
        "turned_p4", "turned_p5", "double_p2", "extras_p2", "named_p4"
      })
  void holdsTheCourseArrays(String name) {
    try (PickleFile file = open(name)) {
      checkPart(file, 0, "train", 20);
      checkPart(file, 1, "valid", 10);
      checkPart(file, 2, "test", 10);
    }
  }

  private static void checkPart(PickleFile file, int split, String part, int count) {
    NumpyArray images = file.array(part + "_dataset");
    assertThat(images.shape()).containsExactly(count, 4, 4);
    float[] pixels = images.floats();
    for (int k = 0; k < count * 16; k++) {
      assertThat(pixels[k]).isEqualTo((float) (((37 * k + 11 * split) % 256 - 127.5) / 255));
    }
    int[] labels = file.array(part + "_labels").ints();
    assertThat(labels).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(labels[i]).isEqualTo(i % 10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void readsEveryNumberType(int protocol) {
    try (PickleFile file = open("types_p" + protocol)) {
      assertThat(file.keys()).hasSize(2 * NumberType.values().length);
      for (String key : file.keys()) {
        NumpyArray array = file.array(key);
        boolean bool = array.type().orElseThrow() == NumberType.BOOL;
        assertThat(array.toString()).endsWith("(2, 3)");
        assertThat(array.floats())
            .as(key)
            .containsExactly(
                bool ? new float[] {0, 1, 0, 1, 1, 0} : new float[] {0, 1, 2, 3, 4, 5});
        assertThat(array.ints())
            .as(key)
            .containsExactly(bool ? new int[] {0, 1, 0, 1, 1, 0} : new int[] {0, 1, 2, 3, 4, 5});
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void readsEmptyArrays(int protocol) {
    try (PickleFile file = open("empty_p" + protocol)) {
      assertThat(file.array("valid_dataset").shape()).containsExactly(0, 4, 4);
      assertThat(file.array("valid_dataset").floats()).isEmpty();
      assertThat(file.array("valid_labels").ints()).isEmpty();
    }
  }

  private static PickleFile open(String name) {
    Path path = TestFiles.resource("pickle/" + name + ".pickle");
    return PickleFile.open(path);
  }
}
