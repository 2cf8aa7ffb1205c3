package dev.kern.cli;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/// A folder as a phone leaves it, made from CIFAR-10: large photos, turned by their EXIF tags, in a
/// folder per class and day, with a broken file, one that no JDK reads, and umlauts in names.
final class PhonePhotos {
  /// The classes, and how many photos of each there are: of one, half as many.
  static final Map<String, Integer> COUNTS = counts();

  private static final Map<String, String> NAMES =
      Map.of("airplane", "Flugzeug", "frog", "Fr\u00f6sche", "truck", "Lkw gro\u00df");
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 1200;
  private static final int TAR_BLOCK = 512;

  /// How a phone may be held: the EXIF orientation, and how the photo is turned clockwise by a
  /// viewer, in quarters.
  private static final int[][] HELD = {{1, 0}, {3, 2}, {6, 1}, {8, 3}};

  private final Map<String, List<byte[]>> train = new LinkedHashMap<>();
  private final Map<String, List<byte[]>> test = new LinkedHashMap<>();

  private PhonePhotos() {}

  private static Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("Flugzeug", 240);
    counts.put("Fr\u00f6sche", 240);
    counts.put("Lkw gro\u00df", 120);
    return counts;
  }

  /// Reads what is needed of CIFAR-10 as JPEG files in an archive.
  static PhonePhotos of(Path archive) throws IOException {
    PhonePhotos photos = new PhonePhotos();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        DataInputStream tar = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
      byte[] header = new byte[TAR_BLOCK];
      while (tar.readNBytes(header, 0, TAR_BLOCK) == TAR_BLOCK && header[0] != 0) {
        String[] path = new String(header, 0, 100, StandardCharsets.US_ASCII).trim().split("/");
        int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII), 8);
        byte[] content = tar.readNBytes(size);
        tar.skipNBytes(Math.ceilDiv(size, TAR_BLOCK) * TAR_BLOCK - size);
        if (path.length == 3 && NAMES.containsKey(path[1])) {
          String name = NAMES.get(path[1]);
          List<byte[]> images =
              (path[0].equals("train") ? photos.train : photos.test)
                  .computeIfAbsent(name, _ -> new ArrayList<>());
          if (path[0].equals("test") || images.size() < COUNTS.getOrDefault(name, 0)) {
            images.add(content);
          }
        }
      }
    }
    return photos;
  }

  /// Writes the images of CIFAR-10's test set, a folder per class.
  void writeTest(Path folder) throws IOException {
    write(test, folder);
  }

  /// Writes the photos as they are in CIFAR-10, a folder per class.
  void writeClean(Path folder) throws IOException {
    write(train, folder);
  }

  private static void write(Map<String, List<byte[]>> images, Path folder) throws IOException {
    for (Map.Entry<String, List<byte[]>> one : images.entrySet()) {
      Path place = Files.createDirectories(folder.resolve(one.getKey()));
      for (int i = 0; i < one.getValue().size(); i++) {
        Files.write(place.resolve("%04d.jpg".formatted(i)), one.getValue().get(i));
      }
    }
  }

  /// Writes the photos as a phone does.
  void writePhone(Path folder) throws IOException {
    for (Map.Entry<String, List<byte[]>> one : train.entrySet()) {
      for (int i = 0; i < one.getValue().size(); i++) {
        Path day = folder.resolve(one.getKey()).resolve("2026-0%d M\u00e4rz".formatted(1 + i % 3));
        Files.createDirectories(day);
        int[] held = HELD[i % HELD.length];
        byte[] photo = tagged(large(one.getValue().get(i), held[1]), held[0]);
        Files.write(day.resolve("Foto \u00e4 %04d.JPG".formatted(i)), photo);
      }
    }
    Path some = folder.resolve("Flugzeug/2026-01 M\u00e4rz");
    byte[] whole = Files.readAllBytes(some.resolve("Foto \u00e4 0000.JPG"));
    Files.write(some.resolve("abgebrochen.jpg"), Arrays.copyOf(whole, 5000));
    Files.write(
        some.resolve("IMG_7.HEIC"),
        "\0\0\0\u0018ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A photo of the size of a phone's, which a viewer must turn by so many quarters clockwise.
  private static byte[] large(byte[] small, int quarters) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(small));
    boolean upright = quarters % 2 == 0;
    int width = upright ? WIDTH : HEIGHT;
    int height = upright ? HEIGHT : WIDTH;
    BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = photo.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    AffineTransform turn = new AffineTransform();
    turn.translate(width / 2.0, height / 2.0);
    turn.quadrantRotate(-quarters);
    turn.translate(-WIDTH / 2.0, -HEIGHT / 2.0);
    turn.scale((double) WIDTH / image.getWidth(), (double) HEIGHT / image.getHeight());
    graphics.drawImage(image, turn, null);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(photo, "jpg", out);
    return out.toByteArray();
  }

  /// A JPEG image with an EXIF orientation.
  static byte[] tagged(byte[] jpeg, int orientation) {
    byte[] exif =
        "Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0?\0\0\0\0\0\0"
            .getBytes(StandardCharsets.ISO_8859_1);
    exif[25] = (byte) orientation;
    return ByteBuffer.allocate(jpeg.length + 4 + exif.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (2 + exif.length))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
