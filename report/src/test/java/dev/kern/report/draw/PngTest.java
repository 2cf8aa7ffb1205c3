package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngTest {
  private static Raster random(int width, int height, boolean grey) {
    Random random = new Random(1);
    int[] rgb =
        IntStream.range(0, width * height)
            .map(i -> grey ? 0x010101 * random.nextInt(256) : random.nextInt(1 << 24))
            .toArray();
    return new Raster(width, height, rgb);
  }

  private static void reads(Raster raster, int channels) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(raster)));
    assertThat(read.getRaster().getNumBands()).isEqualTo(channels);
    int[] rgb = new int[raster.width() * raster.height()];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % raster.width();
      int y = i / raster.width();
      rgb[i] =
          channels == 1
              ? 0x010101 * read.getRaster().getSample(x, y, 0)
              : read.getRGB(x, y) & 0xffffff;
    }
    assertThat(new Raster(read.getWidth(), read.getHeight(), rgb)).isEqualTo(raster);
  }

  @Test
  void isReadByOthers() throws IOException {
    reads(random(1, 1, true), 1);
    reads(random(28, 27, true), 1);
    reads(random(5, 3, false), 3);
    reads(random(200, 100, false), 3);
  }

  @Test
  void fitsIntoAPage() {
    String address = Png.address(random(5, 5, false));
    assertThat(address).startsWith("data:image/png;base64,iVBORw0KGgo");
    byte[] bytes = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
    assertThat(bytes).isEqualTo(Png.encode(random(5, 5, false)));
  }

  @Test
  void paintsNumbers() {
    float[] values = {9, -1, 9, 0, 9, 1, 9, Float.NaN};
    Raster grey = Raster.of(2, 2, values, 1, 2, -1, 1, Palette.GREY);
    assertThat(grey)
        .isEqualTo(new Raster(2, 2, new int[] {0x000000, 0x808080, 0xffffff, 0x000000}));
    Raster signed = Raster.of(3, 1, values, 1, 2, -1, 1, Palette.SIGNED);
    assertThat(signed).isEqualTo(new Raster(3, 1, new int[] {0x0b2a66, 0x9a9a97, 0xffe9ba}));
    Raster flat = Raster.of(1, 1, values, 3, 1, 0, 0, Palette.ANSWER);
    assertThat(flat.at(0, 0)).isEqualTo(0x161233);
  }

  @Test
  void paintsColours() {
    float[] planes = {0, 1, 0.5f, 1, 0, 0.5f};
    assertThat(Raster.colours(2, 1, planes, 0, 1, 2, 0, 1))
        .isEqualTo(new Raster(2, 1, new int[] {0x008000, 0xffff80}));
  }

  @Test
  void shrinksToMeansOfSquares() {
    Raster raster = new Raster(5, 2, new int[] {0, 2, 8, 8, 9, 4, 6, 8, 0xff0008, 9});
    assertThat(raster.within(3)).isEqualTo(new Raster(2, 1, new int[] {3, 0x400008}));
    assertThat(raster.within(5)).isSameAs(raster);
    Raster strip = new Raster(6, 1, new int[] {0, 2, 8, 10, 9, 4});
    assertThat(strip.within(3)).isEqualTo(new Raster(3, 1, new int[] {1, 9, 7}));
  }

  @Test
  void refusesAnotherNumberOfPixels() {
    assertThatThrownBy(() -> new Raster(2, 3, new int[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 x 2 pixels, given 5");
  }
}
