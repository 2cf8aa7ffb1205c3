package dev.kern.glyph;

import dev.kern.data.SplitName;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.glyph.Glyphs.Family;
import dev.kern.glyph.Glyphs.LeftOut;
import java.awt.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Renders letters from font files in the manner of notMNIST: 28 x 28, light on dark, each letter
/// stretched over the whole image.
///
/// Each face yields each letter once plain and several times in a [Style] drawn at random for the
/// face, the letter and the variant. A tenth of the families is for validation and a tenth for
/// testing, chosen by name, so that adding fonts doesn't move the others; if there are so few
/// families that a split would get none, each split gets a fixed number; one or two families are
/// all for training. The same fonts give the same images.
public final class GlyphRenderer {
  private static final int ORDER_SEED = 28;

  private final int[] letters;
  private final int variants;
  private final GlyphPainter painter = new GlyphPainter();

  // What one run gathers.
  private final Map<SplitName, Gathered> gathered = new EnumMap<>(SplitName.class);
  private final Map<String, Family> families = new TreeMap<>();
  private final Set<ByteBuffer> seen = new HashSet<>();
  private int missing;
  private int doubles;

  private GlyphRenderer(int[] letters, int variants) {
    this.letters = letters;
    this.variants = variants;
  }

  /// Renders letters from the fonts in a folder and its subfolders.
  ///
  /// Fails with `DataException` if the folder doesn't exist or has no usable font, and with
  /// [IllegalArgumentException] if there are fewer than two or more than 256 letters, a letter is
  /// repeated, or `variants` is negative.
  ///
  /// @param letters the classes, one character each
  /// @param variants the number of styled images besides the plain one
  public static Glyphs render(Path fonts, String letters, int variants) {
    int[] classes = letters.codePoints().toArray();
    if (classes.length < 2
        || classes.length > 256
        || letters.codePoints().distinct().count() < classes.length) {
      throw new IllegalArgumentException(
          "the letters " + Problem.quote(letters) + ": expected 2 to 256 different ones");
    }
    if (variants < 0) {
      throw new IllegalArgumentException(variants + " variants: expected 0 or more");
    }
    return new GlyphRenderer(classes, variants).render(fonts);
  }

  private Glyphs render(Path fonts) {
    List<Path> files = FontFolder.files(fonts);
    List<Face> faces = files.stream().flatMap(file -> Face.read(file).stream()).toList();
    List<List<Optional<byte[]>>> plain = faces.stream().map(this::plain).toList();
    Likeness likeness = new Likeness(plain, letters.length);
    List<Integer> taken =
        IntStream.range(0, faces.size())
            .filter(f -> likeness.isOfLetters(plain.get(f)))
            .boxed()
            .toList();
    Map<String, SplitName> partOf = splits(taken.stream().map(f -> faces.get(f).family()).toList());
    for (int f : taken) {
      Face face = faces.get(f);
      add(face, plain.get(f), Objects.requireNonNull(partOf.get(face.family())));
    }
    if (families.isEmpty()) {
      throw Problem.at(fonts.toString(), "no font in this folder has these letters")
          .given("font files: " + Problem.count(files.size()))
          .fix("use other fonts, or other letters");
    }
    Map<SplitName, Glyphs.Images> splits = new EnumMap<>(SplitName.class);
    gathered.forEach((splitName, images) -> splits.put(splitName, images.mixed()));
    return new Glyphs(
        Arrays.stream(letters).mapToObj(Character::toString).toList(),
        splits,
        List.copyOf(families.values()),
        new LeftOut(files.size() - faces.size(), faces.size() - taken.size(), missing, doubles));
  }

  private List<Optional<byte[]>> plain(Face face) {
    List<Optional<byte[]>> images = new ArrayList<>();
    for (int letter : letters) {
      images.add(
          face.outline(letter).flatMap(outline -> image(outline, Style.PLAIN, new Random(0))));
    }
    return images;
  }

  private Optional<byte[]> image(Shape outline, Style style, Random random) {
    return GlyphCrop.of(painter.paint(outline, style, random), GlyphPainter.CANVAS, style);
  }

  private void add(Face face, List<Optional<byte[]>> plain, SplitName splitName) {
    Gathered images = gathered.computeIfAbsent(splitName, _ -> new Gathered());
    int before = images.count();
    for (int k = 0; k < letters.length; k++) {
      Optional<Shape> outline = face.outline(letters[k]);
      if (outline.isEmpty() || plain.get(k).isEmpty()) {
        missing++;
        continue;
      }
      addOnce(images, plain.get(k).get(), k);
      for (int variant = 1; variant <= variants; variant++) {
        Random random = random(face.name() + "/" + letters[k] + "/" + variant);
        int label = k;
        image(outline.get(), Style.drawn(random), random)
            .ifPresent(image -> addOnce(images, image, label));
      }
    }
    int added = images.count() - before;
    families.merge(
        face.family(),
        new Family(face.family(), splitName, 1, added),
        (a, b) -> new Family(a.name(), splitName, a.faces() + 1, a.images() + added));
  }

  private void addOnce(Gathered images, byte[] image, int label) {
    if (seen.add(ByteBuffer.wrap(image))) {
      images.add(image, label);
    } else {
      doubles++;
    }
  }

  /// The split of each family: by its name alone, or where a split would get none, by its rank
  /// among the others.
  private static Map<String, SplitName> splits(List<String> families) {
    Map<String, SplitName> splits = new HashMap<>();
    families.forEach(family -> splits.put(family, splitName(family)));
    if (EnumSet.allOf(SplitName.class).equals(Set.copyOf(splits.values()))) {
      return splits;
    }
    List<String> ranked = new ArrayList<>(splits.keySet());
    ranked.sort((a, b) -> Long.compareUnsigned(hash(a), hash(b)));
    int tenth = ranked.size() < SplitName.values().length ? 0 : Math.max(1, ranked.size() / 10);
    for (int i = 0; i < ranked.size(); i++) {
      splits.put(
          ranked.get(i),
          i < tenth ? SplitName.TEST : i < 2 * tenth ? SplitName.VALID : SplitName.TRAIN);
    }
    return splits;
  }

  private static SplitName splitName(String family) {
    return switch ((int) Long.remainderUnsigned(hash(family), 10)) {
      case 0 -> SplitName.TEST;
      case 1 -> SplitName.VALID;
      default -> SplitName.TRAIN;
    };
  }

  /// A generator whose algorithm is specified, so that other versions of Java draw the same.
  private static Random random(String key) {
    return new Random(hash(key));
  }

  private static long hash(String text) {
    return Long.parseUnsignedLong(Checksum.of(text).substring(0, 16), 16);
  }

  /// The images of a split while they are gathered.
  private static final class Gathered {
    @SuppressWarnings("ArrayRecordComponent") // on its way to an array of all, never compared
    private record Labelled(byte[] image, int label) {}

    private final List<Labelled> images = new ArrayList<>();

    void add(byte[] image, int label) {
      images.add(new Labelled(image, label));
    }

    int count() {
      return images.size();
    }

    Glyphs.Images mixed() {
      Collections.shuffle(images, new Random(ORDER_SEED));
      int size = GlyphCrop.SIDE * GlyphCrop.SIDE;
      byte[] pixels = new byte[count() * size];
      byte[] labels = new byte[count()];
      for (int i = 0; i < labels.length; i++) {
        System.arraycopy(images.get(i).image, 0, pixels, i * size, size);
        labels[i] = (byte) images.get(i).label;
      }
      return new Glyphs.Images(pixels, labels);
    }
  }
}
