package dev.kern.data.image;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Reads one picture of a PNG, JPEG, BMP or GIF file (of an animation, the first).
///
/// The JDK decodes; checked here are what it doesn't: the number of pixels before it allocates, the
/// checksums of PNG, and JPEG files that are cut off, which it fills with grey.
public final class Picture {
  private static final long MOST_PIXELS = 1 << 26;

  /// Warnings of the JPEG decoder after which the picture isn't what it was.
  private static final Pattern DAMAGE =
      Pattern.compile("(?i).*(corrupt|premature|truncated|eoi).*");

  /// The extents of a picture, from its header.
  ///
  /// @param height rows
  /// @param width columns
  public record Size(int height, int width) {}

  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private Picture() {}

  /// The size; reads the header only, and fails with `DataException` if that is absurd.
  public static Size size(String name, byte[] content) {
    return use(name, content, reader -> checkedSize(name, reader));
  }

  /// The values 0 to 255, `[height, width, channels]`, of 1 channel (brightness) or 3 (red, green,
  /// blue).
  ///
  /// Fails with `DataException` if the file is broken.
  public static byte[] read(String name, byte[] content, int channels) {
    if (channels != 1 && channels != 3) {
      throw Problem.at(name, "a picture file can't be turned into " + channels + " channels")
          .expected("1 or 3")
          .mend("train the network on grey or RGB pictures");
    }
    BufferedImage image = decode(name, content);
    return channels == 1 ? Samples.grey(image) : Samples.colours(image);
  }

  /// A picture in as few channels as show it: one if each pixel is grey, else three.
  ///
  /// @param values 0 to 255, `[height, width, channels]`
  @SuppressWarnings("ArrayRecordComponent") // what was read, never compared
  public record Decoded(Size size, int channels, byte[] values) {}

  /// The whole picture in its own size and channels.
  ///
  /// Fails with `DataException` if the file is broken.
  public static Decoded read(String name, byte[] content) {
    BufferedImage image = decode(name, content);
    Size size = new Size(image.getHeight(), image.getWidth());
    byte[] colours = Samples.colours(image);
    return Samples.areGrey(colours)
        ? new Decoded(size, 1, Samples.grey(image))
        : new Decoded(size, 3, colours);
  }

  private static BufferedImage decode(String name, byte[] content) {
    if (isPng(content)) {
      PngChunks.check(name, content);
    }
    return use(
        name,
        content,
        reader -> {
          checkedSize(name, reader);
          String[] damage = new String[1];
          reader.addIIOReadWarningListener(
              (_, warning) -> {
                if (DAMAGE.matcher(warning).matches()) {
                  damage[0] = warning;
                }
              });
          BufferedImage read = reader.read(0);
          if (damage[0] != null) {
            throw broken(name, damage[0], null);
          }
          return read;
        });
  }

  private static Size checkedSize(String name, ImageReader reader) throws IOException {
    int height = reader.getHeight(0);
    int width = reader.getWidth(0);
    if (height < 1 || width < 1 || (long) height * width > MOST_PIXELS) {
      throw Problem.at(name, "a picture of an unlikely size")
          .given(Problem.count(height) + " x " + Problem.count(width) + " pixels")
          .expected("at most " + Problem.count(MOST_PIXELS) + " pixels")
          .mend("download or copy the file again");
    }
    return new Size(height, width);
  }

  private static <T> T use(String name, byte[] content, Use<T> use) {
    ImageReader reader = reader(name, content);
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(input, true, true);
      return use.of(reader);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders meet broken files with exceptions of all kinds.
      throw broken(name, e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static DataException broken(String name, @Nullable String how, @Nullable Exception e) {
    Problem problem =
        Problem.at(name, "the picture is broken: " + (how == null ? "it can't be decoded" : how));
    return (e == null ? problem : problem.because(e)).mend("download, copy or save it again");
  }

  private static ImageReader reader(String name, byte[] content) {
    String format = format(content);
    if (format != null) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
      if (readers.hasNext()) {
        return readers.next();
      }
    }
    if (content.length == 0) {
      throw Problem.at(name, "the file is empty").mend("download, copy or save it again");
    }
    throw Problem.at(name, "this is no picture file")
        .expected("PNG, JPEG, BMP or GIF, whatever its name")
        .mend("save the picture as PNG");
  }

  private static @Nullable String format(byte[] content) {
    if (isPng(content)) {
      return "png";
    } else if (startsWith(content, 0xff, 0xd8, 0xff)) {
      return "jpeg";
    } else if (startsWith(content, 'G', 'I', 'F', '8')) {
      return "gif";
    }
    return startsWith(content, 'B', 'M') ? "bmp" : null;
  }

  private static boolean isPng(byte[] content) {
    return startsWith(content, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
  }

  private static boolean startsWith(byte[] content, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= content.length || (content[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
