package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InkFrameTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);
  private static final int COUNT = 50;

  /// Bars of 20 x 8 pixels, whose top left corner is at 4, 10.
  private static Split bars(boolean bright) {
    byte[][] images = new byte[COUNT][SHAPE.size()];
    for (byte[] image : images) {
      Arrays.fill(image, (byte) (bright ? 0 : 255));
      for (int y = 4; y < 24; y++) {
        Arrays.fill(image, y * 28 + 10, y * 28 + 18, (byte) (bright ? 255 : 0));
      }
    }
    return split(SHAPE, images);
  }

  private static Split split(ImageShape shape, byte[]... images) {
    byte[] all = new byte[images.length * shape.size()];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(images[i], 0, all, i * shape.size(), shape.size());
    }
    return Split.of(shape, all, new int[images.length], Normalization.COURSE);
  }

  private static Optional<InkFrame> frame(Split split) {
    return InkFrame.of(split, Normalization.COURSE);
  }

  private static BufferedImage drawing(int x, int y, int width, int height) {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 300, 200);
    pen.setColor(Color.BLACK);
    pen.fillRect(x, y, width, height);
    pen.dispose();
    return image;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsHowCharactersStand(boolean bright) {
    assertThat(frame(bars(bright))).contains(new InkFrame(bright, 0.714, 0.286, 0.5, 0.5));
  }

  @Test
  void isOfNoUseForPhotosAndForBlankImages() {
    Random random = new Random(1);
    byte[] grey = new byte[SHAPE.size()];
    random.nextBytes(grey);
    assertThat(frame(split(SHAPE, grey))).isEmpty();
    assertThat(frame(split(SHAPE, new byte[SHAPE.size()]))).isEmpty();
    ImageShape colour = new ImageShape(4, 4, 3);
    assertThat(frame(split(colour, new byte[colour.size()]))).isEmpty();
    assertThat(frame(split(SHAPE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bringsADrawingIntoTheFrame(boolean bright) {
    InkFrame frame = new InkFrame(bright, 0.714, 0.714, 0.5, 0.5);
    float[] ink = new float[SHAPE.size()];
    for (BufferedImage drawing :
        new BufferedImage[] {drawing(10, 20, 40, 100), drawing(200, 150, 16, 40)}) {
      float[] placed = frame.place(drawing, SHAPE, Normalization.UNIT);
      for (int i = 0; i < placed.length; i++) {
        ink[i] = bright ? placed[i] : 1 - placed[i];
      }
      for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
          boolean inside = y >= 4 && y < 24 && x >= 10 && x < 18;
          assertThat(ink[y * 28 + x]).as("row %d, column %d", y, x).isEqualTo(inside ? 1f : 0f);
        }
      }
    }
  }

  @Test
  void keepsADrawingWithinTheImage() {
    InkFrame corner = new InkFrame(true, 1, 1, 0.9, 0.1);
    float[] placed = corner.place(drawing(0, 0, 300, 200), SHAPE, Normalization.UNIT);
    assertThat(placed[27 * 28]).isEqualTo(1f);
    assertThat(placed[0]).isZero();
  }

  @Test
  void leavesPaperBlank() {
    float[] placed = InkFrame.MNIST.place(drawing(0, 0, 0, 0), SHAPE, Normalization.COURSE);
    assertThat(placed).containsOnly(-0.5f);
  }

  @Test
  void isWithinAnImage() {
    assertThatThrownBy(() -> new InkFrame(true, 1.5, 1, 0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }
}
