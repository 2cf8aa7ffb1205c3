package dev.kern.fuzz;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Good files, small ones, to be damaged.
final class Seeds {
  private static final Path DATA = Path.of("../data/src/test/resources/dev/kern/data");
  private static final int BLOCK = 512;
  private static final int CIFAR_BYTES = 1 + 3 * 32 * 32;

  private Seeds() {}

  /// A file of the data module's tests.
  static Path data(String relative) {
    return DATA.resolve(relative);
  }

  /// The contents of a folder of the data module's tests.
  static List<byte[]> all(String relative, String end) {
    return folder(DATA.resolve(relative), end);
  }

  /// The contents of a folder of the fixtures of all modules.
  static List<byte[]> fixtures(String relative, String end) {
    return folder(Fixtures.path(relative), end);
  }

  /// The contents of a folder, in the order of their names.
  static List<byte[]> folder(Path folder, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(end))
          .sorted()
          .map(Seeds::content)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file's content.
  static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file; over the one that is there, and then cut to its length, since file systems
  /// bring one to the disk that is emptied first.
  static Path write(Path file, byte[] content) {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(content));
      out.truncate(content.length);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text as bytes.
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The content, gzipped.
  static byte[] packed(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /// What a gzipped content holds.
  static byte[] unpacked(byte[] packed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Images of 7 x 9 pixels of every kind that a format has.
  static List<byte[]> images(String format, int... types) {
    return IntStream.of(types).mapToObj(type -> image(format, type)).toList();
  }

  private static BufferedImage image(int type) {
    BufferedImage image = new BufferedImage(9, 7, type);
    Random random = new Random(type);
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 9; j++) {
        image.setRGB(j, i, random.nextInt());
      }
    }
    return image;
  }

  private static byte[] image(String format, int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image(type), format, out)) {
        throw new AssertionError("no " + format + " of type " + type);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// A JPEG file of 7 x 9 pixels whose image comes in several scans.
  static byte[] progressive(int type) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.write(null, new IIOImage(image(type), null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /// Records of CIFAR-10: a label and 32 x 32 pixels in three colours.
  static byte[] cifar(int count) {
    byte[] records = new byte[count * CIFAR_BYTES];
    new Random(count).nextBytes(records);
    for (int i = 0; i < count; i++) {
      records[i * CIFAR_BYTES] = (byte) i;
    }
    return records;
  }

  /// A tar file of images in a folder per class.
  static byte[] tar() {
    byte[] image = images("png", BufferedImage.TYPE_BYTE_GRAY).getFirst();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("train/a/1.png", "train/b/2.png", "test/a/3.png")) {
      files.put(name, image);
    }
    return tar(files);
  }

  /// A tar file of these.
  static byte[] tar(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    files.forEach(
        (name, file) -> {
          out.writeBytes(tarHeader(name, file.length));
          out.writeBytes(file);
          out.writeBytes(new byte[Math.ceilDiv(file.length, BLOCK) * BLOCK - file.length]);
        });
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  /// A zip file of these.
  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] tarHeader(String name, int size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, "%011o".formatted(size));
    put(header, 148, " ".repeat(8));
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, "%06o\0".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = bytes(text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /// A network with weights from a small formula.
  static TrainedModel trained(Network network, ImageShape image) {
    Graph graph = new Graph();
    Node images =
        graph.placeholder("images", Shape.of(1, image.height(), image.width(), image.channels()));
    Node logits = network.build(graph, images, false);
    List<String> classes =
        IntStream.range(0, logits.shape().last()).mapToObj(Integer::toString).toList();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Node variable : graph.variables()) {
      float[] values = new float[variable.shape().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = 1 + i % 7;
      }
      weights.put(variable.name(), Tensor.of(variable.shape(), values));
    }
    Model model = new Model(network, image, classes, Normalization.COURSE);
    return new TrainedModel(model, weights);
  }

  /// One list of several.
  @SafeVarargs
  static List<byte[]> together(List<byte[]>... lists) {
    List<byte[]> together = new ArrayList<>();
    for (List<byte[]> list : lists) {
      together.addAll(list);
    }
    return together;
  }
}
