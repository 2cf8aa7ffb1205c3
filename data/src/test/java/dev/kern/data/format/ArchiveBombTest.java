package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageTarget;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives of which each file is within bounds, and all together are not.
final class ArchiveBombTest {
  @TempDir Path folder;

  @Test
  void refusesMorePixelsThanTheArchiveHasBytesFor() throws IOException {
    byte[] blank = png(3_000);
    Path tar = folder.resolve("blank.tar");
    try (TarWriter out = new TarWriter(Files.newOutputStream(tar))) {
      for (int i = 0; i < 20; i++) {
        out.add((i % 2 == 0 ? "A/" : "B/") + i + ".png", blank);
      }
    }
    assertThatThrownBy(() -> Datasets.open(tar, ImageTarget.to(28, 28)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            tar + ": the images have far more pixels than the archive has bytes\n")
        .hasMessageContaining("unpack it into a folder");

    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    for (int i = 0; i < 20; i++) {
      Path image = unpacked.resolve(i % 2 == 0 ? "A" : "B").resolve(i + ".png");
      Files.createDirectories(image.getParent());
      Files.write(image, blank);
    }
    assertThat(Datasets.open(unpacked, ImageTarget.to(28, 28)).train().count()).isPositive();
  }

  @Test
  void refusesAZipFileThatUnpacksToFarTooMuch() throws IOException {
    Path zip = folder.resolve("zeros.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 4; i++) {
        out.putNextEntry(new ZipEntry("A/" + i + ".png"));
        zeros(out, 40 << 20);
      }
    }
    assertThatThrownBy(() -> Datasets.open(zip))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("this zip file expands far more than images can");
  }

  @Test
  void refusesAGzippedTarOfFilesThatNobodyWants() throws IOException {
    Path tar = folder.resolve("zeros.tar.gz");
    try (TarWriter out = new TarWriter(new GZIPOutputStream(Files.newOutputStream(tar)))) {
      byte[] zeros = new byte[8 << 20];
      for (int i = 0; i < 20; i++) {
        out.add("A/" + i + ".bin", zeros);
      }
    }
    assertThatThrownBy(() -> Datasets.open(tar))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expands far more than image data can");
  }

  @Test
  void readsManyTinyFilesThatAreNoImages() throws IOException {
    Path zip = folder.resolve("empty.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 101_000; i++) {
        out.putNextEntry(new ZipEntry("A/" + i + ".png"));
      }
    }
    assertThatThrownBy(() -> Datasets.open(zip))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("too many broken images")
        .hasMessageContaining("more than 100,000");
  }

  private static byte[] png(int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
    return bytes.toByteArray();
  }

  private static void zeros(OutputStream out, int count) throws IOException {
    byte[] block = new byte[1 << 20];
    for (int i = 0; i < count; i += block.length) {
      out.write(block);
    }
  }
}
