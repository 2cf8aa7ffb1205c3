package dev.kern.data.image;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.jpeg.JpegException;
import dev.kern.jpeg.JpegImage;
import dev.kern.jpeg.JpegReader;
import dev.kern.jpeg.Orientation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.ToIntFunction;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Decodes PNG, JPEG, BMP and GIF files (of an animation, the first image).
///
/// Kern decodes JPEG and plain PNG itself; the JDK decodes other PNG files, BMP and GIF. This class
/// adds checks that the JDK lacks: of the number of pixels before it allocates, and of PNG
/// checksums.
public final class ImageDecoder {
  private static final long MOST_PIXELS = 1 << 26;

  /// How many times the rows and columns that are wanted an image keeps at least that is decoded at
  /// a fraction of its size: what is left to the resizer is then as good as from the whole.
  private static final int GAP = 2;

  private static final int MOST_SHRINK = 8;

  /// Bytes per pixel that the JDK's decoders and the conversion of their images need.
  private static final int JDK_PIXEL_BYTES = 12;

  private static final int JPEG_PIXEL_BYTES = 7;
  private static final int PROGRESSIVE_PIXEL_BYTES = 16;

  /// The extents of an image as it is seen, from its header.
  ///
  /// @param height rows
  /// @param width columns
  public record Size(int height, int width) {
    /// How many pixels there are.
    public long pixels() {
      return (long) height * width;
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // they are to be swapped
    private Size seen(Orientation orientation) {
      return orientation.swaps() ? new Size(width, height) : this;
    }
  }

  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private interface JpegUse<T> {
    T of(JpegReader reader) throws JpegException;
  }

  private ImageDecoder() {}

  /// The size; reads the header only, and fails with `DataException` if that is absurd.
  public static Size size(String name, byte[] content) {
    if (isJpeg(content)) {
      return jpeg(name, content, reader -> size(name, reader).seen(reader.orientation()));
    }
    Size stored = use(name, content, reader -> size(name, reader));
    return isPng(content) ? stored.seen(PngChunks.orientation(content)) : stored;
  }

  /// The whole image in its own size, in 1 channel (brightness) or 3 (red, green, blue).
  ///
  /// Fails with `DataException` if the file is broken.
  public static Decoded read(String name, byte[] content, int channels) {
    expectChannels(name, channels);
    return decode(name, content).in(channels);
  }

  /// The values of an image in memory in 1 or 3 channels, as those of a file.
  ///
  /// Fails with `DataException` if it is too large.
  public static byte[] read(BufferedImage image, int channels) {
    expectChannels("image", channels);
    return stored(image).in(channels).values;
  }

  /// Rejects numbers of channels that image files can't be converted to.
  public static void expectChannels(String name, int channels) {
    if (channels != 1 && channels != 3) {
      throw Problem.at(name, "an image file can't be converted to " + channels + " channels")
          .expected("1 or 3")
          .fix("train the network on grey or RGB images");
    }
  }

  /// An image in as few channels as show it: one if each pixel is grey, else three.
  ///
  /// @param size the extents of the whole image
  /// @param shrink how many pixels of the image became one along each side: 1, if it is whole
  /// @param values 0 to 255, `[ceil(height / shrink), ceil(width / shrink), channels]`
  /// @param turned whether it was turned or mirrored to be seen as its EXIF data say
  /// @param remark what is odd about the file
  @SuppressWarnings("ArrayRecordComponent") // what was read, never compared
  public record Decoded(
      Size size,
      int shrink,
      int channels,
      byte[] values,
      boolean turned,
      Optional<ImageRemark> remark) {
    /// A whole image that is seen as it is stored.
    public Decoded(Size size, int channels, byte[] values) {
      this(size, channels, values, Optional.empty());
    }

    private Decoded(Size size, int channels, byte[] values, Optional<ImageRemark> remark) {
      this(size, 1, channels, values, false, remark);
    }

    private Decoded seen(Orientation orientation) {
      if (orientation == Orientation.UPRIGHT) {
        return this;
      }
      int rows = Math.ceilDiv(size.height, shrink);
      int columns = Math.ceilDiv(size.width, shrink);
      byte[] seen = orientation.turned(values, rows, columns, channels);
      return new Decoded(size.seen(orientation), shrink, channels, seen, true, remark);
    }

    private Decoded in(int wanted) {
      if (channels == wanted) {
        return this;
      }
      byte[] converted = wanted == 1 ? Samples.grey(values) : Samples.colours(values);
      return new Decoded(size, shrink, wanted, converted, turned, remark);
    }

    /// In one channel, if each pixel is grey.
    private Decoded reduced() {
      return channels == 3 && Samples.areGrey(values) ? in(1) : this;
    }
  }

  /// The whole image in its own size and channels.
  ///
  /// Fails with `DataException` if the file is broken.
  public static Decoded read(String name, byte[] content) {
    return decode(name, content).reduced();
  }

  /// The image, in memory for at least twice as many rows and columns as will be wanted: a large
  /// JPEG file is decoded at a half, a quarter or an eighth of its size, as small as that allows.
  ///
  /// Fails with `DataException` if the file is broken.
  ///
  /// @param height the rows that it will be resized to
  /// @param width the columns
  public static Decoded read(String name, byte[] content, int height, int width) {
    return decode(name, content, size -> shrink(size, height, width)).reduced();
  }

  private static int shrink(Size size, int height, int width) {
    int shrink = MOST_SHRINK;
    while (shrink > 1
        && (size.height < (long) GAP * shrink * height
            || size.width < (long) GAP * shrink * width)) {
      shrink /= 2;
    }
    return shrink;
  }

  /// An image in memory, in its own size and in as few channels as show it, as that of a file.
  ///
  /// Fails with `DataException` if it is too large.
  public static Decoded of(BufferedImage image) {
    return stored(image).reduced();
  }

  private static Decoded decode(String name, byte[] content) {
    return decode(name, content, _ -> 1);
  }

  /// The image in the channels that it is stored in.
  private static Decoded decode(String name, byte[] content, ToIntFunction<Size> shrink) {
    if (isJpeg(content)) {
      return jpeg(
          name,
          content,
          reader -> {
            Size size = size(name, reader);
            int least = shrink.applyAsInt(size.seen(reader.orientation()));
            return decode(name, reader, size, Math.min(least, reader.mostShrink()));
          });
    }
    if (isPng(content)) {
      PngChunks.check(name, content);
      return plain(name, content)
          .orElseGet(() -> byJdk(name, content))
          .seen(PngChunks.orientation(content));
    }
    return byJdk(name, content);
  }

  private static Decoded byJdk(String name, byte[] content) {
    return use(
        name,
        content,
        reader -> {
          Size size = size(name, reader);
          try (DecodingMemory _ = DecodingMemory.of(size.pixels() * JDK_PIXEL_BYTES)) {
            return stored(size, reader.read(0));
          }
        });
  }

  private static Optional<Decoded> plain(String name, byte[] content) {
    try {
      return PlainPng.read(content, MOST_PIXELS);
    } catch (OutOfMemoryError e) {
      throw tooLargeForMemory(name, e);
    }
  }

  /// @param size the extents as they are stored
  private static Decoded decode(String name, JpegReader reader, Size size, int most)
      throws JpegException {
    Orientation orientation = reader.orientation();
    int shrink = orientation == Orientation.UPRIGHT ? most : divisor(size, most);
    // The coefficients of a progressive image are all there, at whatever fraction it is decoded.
    int kept = reader.isProgressive() ? 1 : shrink;
    checked(name, size.height, size.width, MOST_PIXELS * kept * kept);
    long planes = size.pixels() * JPEG_PIXEL_BYTES / ((long) shrink * shrink);
    long bytes = reader.isProgressive() ? size.pixels() * PROGRESSIVE_PIXEL_BYTES : planes;
    try (DecodingMemory _ = DecodingMemory.of(bytes)) {
      JpegImage image = reader.read(JpegReader.MOST_PIXELS, shrink);
      int channels = image.channels();
      Optional<ImageRemark> remark =
          reader.remark().map(how -> new ImageRemark(ImageRemark.Kind.END, how));
      return new Decoded(size, shrink, channels, image.pixels(), false, remark).seen(orientation);
    }
  }

  /// The largest fraction up to `1 / most` that leaves no part of a pixel at the lower and right
  /// edges, which in a turned image would be others.
  private static int divisor(Size size, int most) {
    int shrink = most;
    while (size.height % shrink != 0 || size.width % shrink != 0) {
      shrink /= 2;
    }
    return shrink;
  }

  private static Decoded stored(Size size, BufferedImage image) {
    Optional<ImageRemark> remark = Samples.remark(image);
    return Samples.areGrey(image)
        ? new Decoded(size, 1, Samples.grey(image), remark)
        : new Decoded(size, 3, Samples.colours(image), remark);
  }

  private static Decoded stored(BufferedImage image) {
    return stored(checked("image", image.getHeight(), image.getWidth()), image);
  }

  private static Size size(String name, JpegReader reader) {
    return checked(name, reader.height(), reader.width(), JpegReader.MOST_PIXELS);
  }

  private static Size size(String name, ImageReader reader) throws IOException {
    return checked(name, reader.getHeight(0), reader.getWidth(0));
  }

  private static Size checked(String name, int height, int width) {
    return checked(name, height, width, MOST_PIXELS);
  }

  private static Size checked(String name, int height, int width, long most) {
    if (height < 1 || width < 1) {
      throw Problem.at(name, "implausible image size")
          .given(Problem.count(height) + " x " + Problem.count(width) + " pixels")
          .fix("download or copy the file again");
    }
    if ((long) height * width > most) {
      throw Problem.at(name, "the image is too large")
          .given(Problem.count(height) + " x " + Problem.count(width) + " pixels")
          .expected("at most " + Problem.count(most) + " pixels")
          .fix("save it smaller, or download it again if it isn't that large");
    }
    return new Size(height, width);
  }

  private static <T> T jpeg(String name, byte[] content, JpegUse<T> use) {
    try {
      return use.of(JpegReader.open(content));
    } catch (OutOfMemoryError e) {
      throw tooLargeForMemory(name, e);
    } catch (JpegException e) {
      throw worded(name, e);
    }
  }

  private static DataException worded(String name, JpegException e) {
    if (e.offset().isPresent()) {
      String place = name + ", byte " + Problem.count(e.offset().getAsLong());
      return broken(place, e.getMessage(), e);
    }
    Problem problem = Problem.at(name, String.valueOf(e.getMessage())).because(e);
    if (e.given().isPresent()) {
      problem = problem.given(e.given().get());
    }
    if (e.expected().isPresent()) {
      problem = problem.expected(e.expected().get());
    }
    return problem.fix(
        e.kind() == JpegException.Kind.UNSUPPORTED
            ? "save it again as baseline JPEG, or as PNG"
            : "download, copy or save it again");
  }

  private static DataException broken(String place, @Nullable String how, Throwable cause) {
    return Problem.at(place, "the image is broken: " + how)
        .because(cause)
        .fix("download, copy or save it again");
  }

  private static DataException tooLargeForMemory(String name, OutOfMemoryError e) {
    return Problem.at(name, "the image doesn't fit in the Java heap")
        .because(e)
        .fix("raise the limit (-Xmx), or make the image smaller");
  }

  private static <T> T use(String name, byte[] content, Use<T> use) {
    ImageReader reader = reader(name, content);
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(input, true, true);
      DecompressionGuard.check(name, content, reader);
      return use.of(reader);
    } catch (OutOfMemoryError e) {
      throw tooLargeForMemory(name, e);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders meet broken files with exceptions of all kinds.
      String how = e.getMessage() == null ? "decoding failed" : e.getMessage();
      throw broken(name, how, e);
    } finally {
      reader.dispose();
    }
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
      throw Problem.at(name, "the file is empty").fix("download, copy or save it again");
    }
    ForeignImage.of(content).ifPresent(kind -> refuse(name, kind));
    throw Problem.at(name, "not an image file")
        .expected("PNG, JPEG, BMP or GIF content, whatever the file's name")
        .fix("save the image as PNG");
  }

  private static void refuse(String name, ForeignImage kind) {
    throw Problem.at(name, kind.words() + ", which Kern doesn't read")
        .expected("PNG, JPEG, BMP or GIF content, whatever the file's name")
        .fix(kind.fix());
  }

  private static @Nullable String format(byte[] content) {
    if (isPng(content)) {
      return "png";
    } else if (startsWith(content, 'G', 'I', 'F', '8')) {
      return "gif";
    }
    return startsWith(content, 'B', 'M') ? "bmp" : null;
  }

  private static boolean isJpeg(byte[] content) {
    return startsWith(content, 0xff, 0xd8, 0xff);
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
