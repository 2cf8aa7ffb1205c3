package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SizeForecastTest {
  @TempDir private Path folder;

  private void images(int count, int channels) throws IOException {
    Files.createDirectories(folder.resolve("A"));
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[100 * 200 * channels];
      pixels[0] = 1; // a colour
      Files.write(folder.resolve("A/" + i + ".png"), PngWriter.of(pixels, 100, 200, channels));
    }
    Files.write(folder.resolve("A/broken.png"), new byte[3]);
    Files.write(folder.resolve("notes.txt"), new byte[3]);
  }

  private void check(long most) {
    check(most, Long.MAX_VALUE);
  }

  private void check(long most, long many) {
    Archive archive = Archive.of(folder).orElseThrow();
    FolderTree tree = FolderTree.of(archive);
    SizeForecast.check(folder, archive, tree, FolderLayout.of(tree, List.of()), most, many);
  }

  @Test
  void imagesThatDoNotFitAreToldBeforeTheyAreDecoded() throws IOException {
    images(50, 3);
    assertThatCode(() -> check(51 * 60_000)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(1 << 20))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: the images don't fit into memory in their own size
              given     51 images, such as one of 100 x 200: about 2 MiB of pixels for a Java heap of 1 MiB
              expected  images in the size that the network takes
              fix       resize them while they are read, such as with --size 224x224\
            """,
            folder);
  }

  @Test
  void manyImagesOfSeveralSizesAreToldAtOnce() throws IOException {
    images(20, 1);
    Files.write(folder.resolve("A/10.png"), PngWriter.of(new byte[20], 4, 5, 1));
    assertThatCode(() -> check(1 << 24, 1 << 24)).doesNotThrowAnyException();
    // One of the first may be any, in the order of the folder.
    for (int i = 0; i < 20; i++) {
      byte[] image = PngWriter.of(new byte[100 * (i + 100)], 100, i + 100, 1);
      Files.write(folder.resolve("A/" + i + ".png"), image);
    }
    assertThatThrownBy(() -> check(1 << 24, 1 << 17))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": the images differ in size")
        .hasMessageContaining("given     21 images, such as one of 100 x 1")
        .hasMessageContaining("fix       resize them all, such as with --size 224x224");
  }

  @Test
  void greyImagesTakeAThird() throws IOException {
    images(50, 1);
    assertThatCode(() -> check(51 * 20_000)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(900_000)).isInstanceOf(DataException.class);
  }

  @Test
  void brokenImagesAreLeftToTheReader() throws IOException {
    images(0, 1);
    assertThatCode(() -> check(1)).doesNotThrowAnyException();
  }
}
