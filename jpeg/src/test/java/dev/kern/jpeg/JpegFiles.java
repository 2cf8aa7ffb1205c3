package dev.kern.jpeg;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// JPEG files that the JDK writes, and what it reads in them.
final class JpegFiles {
  private static final String TREE = "javax_imageio_jpeg_image_1.0";

  /// How a file is written.
  ///
  /// @param quality 0 to 1
  /// @param sampling the factors of the brightness, such as 22; those of colours are 1
  /// @param interval units between restarts, 0 for none
  record Kind(boolean grey, float quality, boolean progressive, int sampling, int interval) {}

  private JpegFiles() {}

  /// An image of soft hills, sharp edges and noise.
  static BufferedImage image(boolean grey, int height, int width, Random random) {
    BufferedImage image =
        new BufferedImage(
            width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int noise = 1 << random.nextInt(9);
    double slope = random.nextDouble(40);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < image.getRaster().getNumBands(); c++) {
          double hill = 128 + 120 * Math.sin((i + c * j) * slope / 100) - (i > j ? 40 : 0);
          int value = (int) hill + random.nextInt(noise) - noise / 2;
          image.getRaster().setSample(j, i, c, Math.clamp(value, 0, 255));
        }
      }
    }
    return image;
  }

  static byte[] write(BufferedImage image, Kind kind) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(kind.quality);
      if (kind.progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      IIOMetadata data = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
      Node tree = data.getAsTree(TREE);
      NodeList components = ((Element) tree).getElementsByTagName("componentSpec");
      Element first = (Element) components.item(0);
      first.setAttribute("HsamplingFactor", Integer.toString(kind.sampling / 10));
      first.setAttribute("VsamplingFactor", Integer.toString(kind.sampling % 10));
      if (kind.interval > 0) {
        IIOMetadataNode interval = new IIOMetadataNode("dri");
        interval.setAttribute("interval", Integer.toString(kind.interval));
        tree.getLastChild().insertBefore(interval, tree.getLastChild().getFirstChild());
      }
      data.setFromTree(TREE, tree);
      writer.write(null, new IIOImage(image, null, data), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /// The values that the JDK reads, `[height, width, channels]`.
  static byte[] read(byte[] content) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
      int[] values =
          image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The colours that the JDK shows, `[height, width, 3]`.
  static byte[] readColours(byte[] content) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
      int width = image.getWidth();
      byte[] bytes = new byte[image.getHeight() * width * 3];
      for (int i = 0; i < bytes.length; i++) {
        int pixel = image.getRGB(i / 3 % width, i / 3 / width);
        bytes[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file of four inks, which says nothing of them.
  static byte[] inks(int height, int width, boolean progressive, Random random) {
    byte[] values = new byte[height * width * 4];
    random.nextBytes(values);
    Raster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(values, values.length),
            width,
            height,
            width * 4,
            4,
            new int[] {0, 1, 2, 3},
            null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(raster, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /// The file with another segment first, in place of the one that says that it is a JFIF file.
  static byte[] withoutJfif(byte[] content, byte[] segment) {
    int from = 2;
    if ((content[3] & 0xff) == 0xe0) {
      from += 2 + (((content[4] & 0xff) << 8) | (content[5] & 0xff));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(content, 0, 2);
    out.writeBytes(segment);
    out.write(content, from, content.length - from);
    return out.toByteArray();
  }
}
