package dev.kern.glyph;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.NamedDataset;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.data.format.Datasets;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// The letters A to J that come with Kern, opened as `glyphs`.
///
/// The resources are IDX files as written by `kern data render`.
public final class EmbeddedGlyphs implements NamedDataset {
  /// Where the resources are.
  static final String FOLDER = "letters/";

  private static final String NAME = Datasets.LETTERS;
  private static final int MAGIC_BYTES = 4;

  /// For the service loader; use [Glyphs#dataset] elsewhere.
  public EmbeddedGlyphs() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Dataset open() {
    List<String> classes =
        new String(resource("classes.txt"), StandardCharsets.UTF_8).lines().toList();
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    List<Provenance.SourceFile> files = new ArrayList<>();
    for (SplitName splitName : SplitName.values()) {
      String images = splitName.key() + "-images-idx3-ubyte.gz";
      String labels = splitName.key() + "-labels-idx1-ubyte.gz";
      splits.put(splitName, split(source(images, files), source(labels, files)));
    }
    return Dataset.of(classes, splits, Normalization.COURSE, new Provenance(NAME, NAME, files));
  }

  private static byte[] source(String name, List<Provenance.SourceFile> files) {
    byte[] content = resource(name);
    files.add(new Provenance.SourceFile(name, content.length, Checksum.of(content)));
    return content;
  }

  private static byte[] resource(String name) {
    try (InputStream in = EmbeddedGlyphs.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("Kern was built without its glyphs: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw Problem.of(Path.of(NAME), e);
    }
  }

  private static Split split(byte[] packedImages, byte[] packedLabels) {
    try (DataInputStream images = unpacked(packedImages);
        DataInputStream classes = unpacked(packedLabels)) {
      images.skipNBytes(MAGIC_BYTES);
      int count = images.readInt();
      ImageShape shape = new ImageShape(images.readInt(), images.readInt(), 1);
      byte[] pixels = new byte[count * shape.size()];
      images.readFully(pixels);
      classes.skipNBytes(MAGIC_BYTES + Integer.BYTES);
      byte[] letters = new byte[count];
      classes.readFully(letters);
      int[] indices = new int[count];
      Arrays.setAll(indices, i -> letters[i]);
      return Split.of(shape, pixels, indices, Normalization.COURSE);
    } catch (IOException e) {
      throw Problem.of(Path.of(NAME), e);
    }
  }

  private static DataInputStream unpacked(byte[] content) throws IOException {
    return new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16));
  }
}
