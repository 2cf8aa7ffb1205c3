package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kern.data.Batches;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.testing.AllocatedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders of shards that are as they should be, and such as are not.
final class ShardFormatTest {
  private static final int DAMAGES = Integer.getInteger("damages", 250);
  private static final int COUNT = 100;
  private static final ImageShape SHAPE = new ImageShape(7, 9, 1);

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private Path index = Path.of("");
  private Path shard = Path.of("");

  @BeforeEach
  void convert() {
    folder = temporary.resolve("shards");
    Conversion.usual().shardBytes(40L * SHAPE.size()).write(data(), OutputFormat.SHARDS, folder);
    index = folder.resolve("index.json");
    shard = folder.resolve("train-00001.shard");
  }

  private static Dataset data() {
    byte[] pixels = new byte[COUNT * SHAPE.size()];
    new Random(1).nextBytes(pixels);
    int[] labels = new int[COUNT];
    Arrays.setAll(labels, i -> i % 3);
    Split split = Split.of(SHAPE, pixels, labels, Normalization.COURSE);
    return Dataset.of(
        List.of("a", "b", "c"),
        Map.of(SplitName.TRAIN, split, SplitName.VALID, split, SplitName.TEST, split),
        Normalization.COURSE,
        Provenance.ofProgram("made"));
  }

  @Test
  void theHeaderIsThatOfTheDocumentation() throws IOException {
    byte[] content = Files.readAllBytes(shard);
    assertThat(Arrays.copyOf(content, 64))
        .startsWith(0x89, 'K', 'S', 'H', 13, 10, 26, 10)
        .containsSequence(1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0)
        .endsWith(new byte[32]);
    assertThat(Arrays.copyOfRange(content, 64, 76))
        .containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0);
    assertThat(content).hasSize(4096 + 40 * 63);
  }

  @Test
  void checksumsAreThoseOfTheFiles() {
    Provenance provenance = Datasets.open(folder).provenance();
    assertThat(provenance.format()).isEqualTo("shards");
    assertThat(provenance.files()).hasSize(10);
    for (Provenance.SourceFile file : provenance.files()) {
      Path path = folder.resolve(file.name());
      assertThat(file.sha256()).isEqualTo(Checksum.of(path));
      assertThat(path).hasSize(file.bytes());
    }
  }

  @Test
  void imagesKnowThatTheyAreOnDisk() {
    Split train = Datasets.open(folder).train();
    Split memory = data().train();
    assertThat(train.isOnDisk()).isTrue();
    assertThat(train.select(3, 5).isOnDisk()).isTrue();
    assertThat(Split.concatenated(List.of(memory, train)).isOnDisk()).isTrue();
    assertThat(memory.isOnDisk()).isFalse();
    train.touch(0, COUNT);
    Split.concatenated(List.of(memory, train)).touch(0, 2 * COUNT);
    train.select(5, 3).touch(0, 2);
    for (int i = 0; i < COUNT; i++) {
      assertThat(train.fingerprint(i)).isNotEqualTo(train.fingerprint((i + 1) % COUNT));
    }
    assertThatThrownBy(() -> train.label(COUNT)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> train.touch(1, COUNT)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> train.label(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void copyingAllocatesNothing() {
    Batches batches = Batches.shuffled(Datasets.open(folder).train(), 16, 1);
    float[] pixels = new float[16 * SHAPE.size()];
    int[] labels = new int[16];
    Runnable steps =
        () -> {
          for (long step = 0; step < 3000; step++) {
            batches.fill(step, pixels, labels);
          }
        };
    steps.run();
    assertThat(AllocatedBytes.eachTime(steps)).isNotPositive();
  }

  @Test
  void lengthsAreCheckedBeforeAnythingIsAllocated() throws IOException {
    String text = Files.readString(index);
    Files.writeString(index, text.replace("\"count\" : 40", "\"count\" : 500000000"));
    expect("the shard's length doesn't match the index", "for 500000000 images of 7 x 9 x 1");
    Files.writeString(index, text.replace("7, 9, 1", "8192, 8192, 4"));
    expect("the shard's length doesn't match the index", "for 40 images of 8192 x 8192 x 4");
  }

  @Test
  void aShardOfOtherImagesIsRefused() throws IOException {
    byte[] content = Files.readAllBytes(shard);
    content[16] = 9;
    content[20] = 7;
    Files.write(shard, content);
    expect("the shard's header doesn't match the index", "40 images of 7 x 9 x 1, uint8");
    content[0] = 0;
    Files.write(shard, content);
    expect("not a valid shard", "89 4b 53 48 0d 0a 1a 0a");
    Files.write(shard, Arrays.copyOf(content, content.length - 1));
    expect("the shard's length", "6,615 bytes", "6,616 bytes");
    Files.delete(shard);
    expect("no such file or folder", "train-00001.shard");
  }

  @Test
  void aLabelWithoutAClassIsRefused() throws IOException {
    byte[] content = Files.readAllBytes(shard);
    content[64] = 3;
    Files.write(shard, content);
    expect("label at [40] is not a class index");
  }

  @Test
  void anIndexThatContradictsItselfIsRefused() throws IOException {
    String text = Files.readString(index);
    for (String[] change :
        new String[][] {
          {"train-00001.shard", "../train-00001.shard", "a file in this folder"},
          {"train-00001.shard", "train-00000.shard", "named once"},
          {"\"count\" : 40", "\"count\" : 0", "one or more images"},
          {"\"count\" : 40", "\"count\" : \"40\"", "docs/SHARDS.md"},
          {"\"count\" : 40", "\"count\" : null", "docs/SHARDS.md"},
          {"7, 9, 1", "7, 9", "height, width and channels"},
          {"7, 9, 1", "7, null, 1", "shape[1]: a list element is missing"},
          {"7, 9, 1", "7, 0, 1", "height and width from 1"},
          {"uint8", "uint7", "pixels 'uint8' or 'float32'"},
          {"shards 1", "shards 2", "format 'kern shards 1'"},
          {"\"span\" : 255.0", "\"span\" : 0.0", "span isn't 0"},
          {"\"train\"", "\"training\"", "'train', 'valid' or 'test'"},
          {"\"classes\"", "\"classs\"", "docs/SHARDS.md"},
          {"}", "} {", "docs/SHARDS.md"},
        }) {
      assertThat(text).contains(change[0]);
      Files.writeString(index, text.replace(change[0], change[1]));
      expect(change[2], "fix       convert the data again");
    }
  }

  /// `-Ddamages=100000` tries more.
  @Tag("repeated")
  @Test
  void noDamageLeadsToAnythingButAMessage() throws IOException {
    Random random = new Random(3);
    for (Path file : List.of(index, shard)) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < DAMAGES; i++) {
        byte[] damaged = whole.clone();
        int changes = 1 + random.nextInt(3);
        for (int k = 0; k < changes; k++) {
          damaged[random.nextInt(Math.min(damaged.length, 700))] = (byte) random.nextInt(256);
        }
        Files.write(file, damaged);
        Throwable failure = catchThrowable(() -> Datasets.open(folder));
        assertThat(failure == null || failure instanceof DataException).as("%s", failure).isTrue();
      }
      Files.write(file, whole);
    }
    assertThat(Datasets.open(folder).train().count()).isEqualTo(COUNT);
  }

  private void expect(String... parts) {
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .message()
        .contains(parts);
  }
}
