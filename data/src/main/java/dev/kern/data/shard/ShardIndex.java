package dev.kern.data.shard;

import dev.kern.data.Normalization;
import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.json.Key;
import dev.kern.json.RecordMapper;
import dev.kern.json.SourceLocation;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The file `index.json` of a folder of shards.
///
/// @param format [#FORMAT]
/// @param pixels how the shards hold pixels: `uint8` or `float32`
/// @param shape height, width and channels of every image
/// @param classes the names of the classes, by index
/// @param normalization how values from 0 to 255 become a network's input, or empty if unknown
/// @param splits the shards of `train`, `valid` and `test`, in the order of their images
public record ShardIndex(
    String format,
    String pixels,
    List<Integer> shape,
    List<String> classes,
    Optional<Normalization> normalization,
    @Key("parts") Map<String, List<Entry>> splits) {
  /// The name of the file.
  public static final String NAME = "index.json";

  /// The value of `format`.
  public static final String FORMAT = "kern shards 1";

  private static final int LARGEST = 1 << 24;
  private static final Pattern FILE = Pattern.compile("[a-z]{1,16}-\\d{1,9}\\.shard");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /// A shard.
  ///
  /// @param file its name, without folders
  /// @param count how many images it holds
  /// @param sha256 its checksum
  public record Entry(String file, int count, String sha256) {}

  /// Reads a folder's index.
  ///
  /// Fails with `DataException` if it can't be read or contradicts itself.
  public static ShardIndex read(Path folder) {
    Path file = folder.resolve(NAME);
    byte[] content = BoundedFile.read(file, LARGEST, "a shard index", "a folder of shards");
    ShardIndex index = parse(file, content);
    index.check(file);
    return index;
  }

  private static ShardIndex parse(Path file, byte[] content) {
    String where = file.toString();
    try {
      Object tree = JsonText.parse(where, content);
      return RecordMapper.PLAIN.bind(SourceLocation.in(where), tree, ShardIndex.class);
    } catch (DataException e) {
      String given = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw wrong(file, Problem.quote(given), "JSON as described in docs/SHARDS.md");
    }
  }

  /// Whether a folder has an index of this format.
  public static boolean isIn(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      return FileStatus.isFile(file)
          && Files.size(file) <= LARGEST
          && Files.readString(file).contains("\"kern shards ");
    } catch (CharacterCodingException _) {
      return false; // not in UTF-8: another format's, or nobody's
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// Writes it into a folder.
  public void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(NAME), JsonText.indented(RecordMapper.PLAIN.tree(this)) + "\n");
  }

  /// The header that a shard must have.
  public ShardHeader header(Entry shard) {
    return new ShardHeader(type(), shape.get(0), shape.get(1), shape.get(2), shard.count);
  }

  private PixelType type() {
    return pixels.equals(PixelType.UINT8.toString()) ? PixelType.UINT8 : PixelType.FLOAT32;
  }

  /// Whether the pixels are bytes.
  public boolean bytes() {
    return type() == PixelType.UINT8;
  }

  private void check(Path file) {
    if (!format.equals(FORMAT)) {
      throw wrong(file, "format " + Problem.quote(format), "format '" + FORMAT + "'");
    }
    if (!pixels.equals("uint8") && !pixels.equals("float32")) {
      throw wrong(file, "pixels " + Problem.quote(pixels), "pixels 'uint8' or 'float32'");
    }
    if (shape.size() != 3) {
      throw wrong(file, "shape " + shape, "height, width and channels");
    }
    if (bytes() && normalization.isEmpty()) {
      throw wrong(file, "pixels uint8 without normalisation", "a center and a span");
    }
    Set<String> names = new HashSet<>();
    splits.forEach(
        (splitName, shards) -> {
          for (Entry shard : shards) {
            check(file, shard, names);
          }
          long count = shards.stream().mapToLong(Entry::count).sum();
          if (count > Integer.MAX_VALUE) {
            throw wrong(
                file,
                Problem.count(count) + " images in " + Problem.quote(splitName),
                "at most " + Problem.count(Integer.MAX_VALUE));
          }
        });
  }

  private static void check(Path file, Entry shard, Set<String> names) {
    if (!FILE.matcher(shard.file).matches() || !names.add(shard.file)) {
      throw wrong(
          file,
          "the shard " + Problem.quote(shard.file),
          "a file in this folder such as 'train-00000.shard', named once");
    }
    if (shard.count < 1 || !SHA256.matcher(shard.sha256).matches()) {
      throw wrong(
          file, Problem.quote(shard.toString()), "one or more images, and 64 hexadecimal digits");
    }
  }

  private static DataException wrong(Path file, String given, String expected) {
    return Problem.at(file.toString(), "not a valid shard index")
        .given(given)
        .expected(expected)
        .fix("convert the data again (kern data convert)");
  }

  /// All shards, in the order of splits and images.
  public List<Entry> shards() {
    return splits.values().stream().flatMap(List::stream).toList();
  }
}
