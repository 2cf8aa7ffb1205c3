package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.TestFiles;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of images per class, as the course's first notebook leaves them.
final class ClassArraysFormatTest {
  /// Five images of validation's first in `course_p4`, and three of test's.
  private static final byte[] FIVE = TestFiles.bytes(TestFiles.resource("pickle/letter_p2.pickle"));

  private static final byte[] THREE =
      TestFiles.bytes(TestFiles.resource("pickle/letter_p4.pickle"));

  @TempDir private Path folder;

  private static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    TestFiles.write(folder.resolve("B.pickle"), FIVE);
    TestFiles.write(folder.resolve("A.pickle.gz"), TestFiles.packed(THREE));
    TestFiles.write(folder.resolve("notes.txt"), new byte[2]);
  }

  private static void expect(Split split, Dataset course) {
    int[] labels = {0, 1, 0, 1, 0, 1, 1, 1}; // in turn, until one has no more
    assertThat(split.count()).isEqualTo(labels.length);
    float[] pixels = new float[16];
    float[] expected = new float[16];
    int[] seen = new int[2];
    for (int i = 0; i < labels.length; i++) {
      assertThat(split.label(i)).isEqualTo(labels[i]);
      split.pixels(i, pixels, 0);
      Split from = labels[i] == 0 ? course.test() : course.valid();
      from.pixels(seen[labels[i]]++, expected, 0);
      assertThat(pixels).containsExactly(expected);
    }
  }

  @Test
  void largeAndSmallAreTrainingAndTest() throws IOException {
    Dataset course = Datasets.open(TestFiles.resource("pickle/course_p4.pickle"));
    write(folder.resolve("notMNIST_large"));
    write(folder.resolve("notMNIST_small"));
    Dataset data = Datasets.open(folder);
    assertThat(data.provenance().format()).isEqualTo("class-arrays");
    assertThat(data.provenance().files()).hasSize(4);
    assertThat(data.shape()).isEqualTo(new ImageShape(4, 4, 1));
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(data.classNames()).containsExactly("A", "B");
    assertThat(data.train().count() + data.valid().count()).isEqualTo(8);
    expect(data.test(), course);
    Dataset one = Datasets.open(folder.resolve("notMNIST_small"));
    assertThat(one.classNames()).containsExactly("A", "B");
  }

  @Test
  void oneClassNeedsTheOthers() throws IOException {
    write(folder);
    assertThatThrownBy(() -> Datasets.open(folder.resolve("B.pickle")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: the pickle holds images without labels
              given     an array float32 (5, 4, 4)
              expected  images and labels, or a folder of such files, one per class: A.pickle, B.pickle
              fix       give the folder that has the files of all classes, or pickle a dict with labels\
            """
                .formatted(folder.resolve("B.pickle")));
    Dataset images = DatasetReader.usual().imagesOnly().open(folder.resolve("B.pickle"));
    assertThat(images.train().count()).isEqualTo(5);
  }

  @Test
  void filesThatCannotBeAreRefused() throws IOException {
    write(folder);
    for (String name : List.of("types_p4", "course_p4")) {
      byte[] other = TestFiles.bytes(TestFiles.resource("pickle/" + name + ".pickle"));
      TestFiles.write(folder.resolve("C.pickle"), other);
      expectFailure("C.pickle: the file doesn't hold the images of a class", "no array");
    }
    byte[] bytes = TestFiles.bytes(TestFiles.resource("fixture/class-arrays/test/0.npy"));
    TestFiles.write(folder.resolve("C.pickle"), bytes);
    expectFailure("C.pickle", "the arrays can't be joined to one", "uint8 (1, 4, 4) here");
    TestFiles.write(folder.resolve("C.pickle"), Arrays.copyOf(FIVE, 300));
    expectFailure("C.pickle, byte ");
  }

  /// No images of no size, of which there may be any number.
  @Test
  void emptyArraysOfAnyLengthAreRefused() throws IOException {
    write(folder);
    String many =
        "\u0080\u0002cnumpy.core.multiarray\n"
            + "_reconstruct\n"
            + "(cnumpy\n"
            + "ndarray\n"
            + "K\u0000\u0085U\u0001btR"
            + "(K\u0001\u008a\u0006\u0000\u0000\u0000\u0000\u0000\u0001K\u0000K\u0004\u0087cnumpy\n"
            + "dtype\n"
            + "(U\u0002f4K\u0000K\u0001tR(K\u0003U\u0001<NNNJ\u00ff\u00ff\u00ff\u00ff"
            + "J\u00ff\u00ff\u00ff\u00ffK\u0000tb\u0089U\u0000tb.";
    TestFiles.write(folder.resolve("C.pickle"), many.getBytes(StandardCharsets.ISO_8859_1));
    expectFailure("C.pickle: the file doesn't hold the images of a class", "(1099511627776, 0, 4)");
  }

  private void expectFailure(String... parts) {
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("\n  fix       ");
  }
}
