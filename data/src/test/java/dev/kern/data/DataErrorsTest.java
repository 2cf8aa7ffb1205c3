package dev.kern.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.data.idx.IdxFile;
import dev.kern.data.pickle.PickleFile;
import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the user reads when data can't be used; the texts are in `errors.txt`.
final class DataErrorsTest {
  private static final byte[] GOOD = TestFiles.bytes(TestFiles.resource("pickle/course_p4.pickle"));

  @TempDir Path folder;
  private final StringBuilder texts = new StringBuilder();

  @Test
  void textsAreThoseThatWereReadAndFoundGood() throws IOException {
    noData();
    brokenPickles();
    hostilePickles();
    wrongPickles();
    idx();
    images();
    shards();
    programs();
    Golden.check("errors.txt", texts.toString());
  }

  private void noData() throws IOException {
    open("none.pickle", folder.resolve("none.pickle"));
    Files.createDirectory(folder.resolve("empty"));
    open("a folder of nothing", folder.resolve("empty"));
    open("an empty file", file("data", ""));
    open("some text", file("data", "what is this?"));
    open("a table of something else", file("iris.csv", "width,length,species\n1,2,a\n"));
    open("pixels in one cell", file("fer.csv", "emotion,pixels,Usage\n0,7 8 9 10,Training\n"));
    open("a row with too little", file("short.csv", "label,1x1,1x2,2x1,2x2\n0,1,2,3\n"));
    open("a Parquet file", file("data.parquet", "PAR1"));
    open("a saved web page", file("letters.pickle", "<html>404"));
    open("a NumPy file", file("letters.npy", "\u0093NUMPY\u0001\u0000"));
    open("a zip archive", file("letters.zip", "PK\u0003\u0004"));
    open("gzipped twice", file("a.pickle.gz", TestFiles.packed(TestFiles.packed(GOOD))));
  }

  private void brokenPickles() {
    open("cut off in an array", file("cut.pickle", Arrays.copyOf(GOOD, 700)));
    open("cut off at the end", file("cut.pickle", Arrays.copyOf(GOOD, GOOD.length - 1)));
    byte[] packed = TestFiles.packed(GOOD);
    open("gzip cut off", file("cut.pickle.gz", Arrays.copyOf(packed, packed.length / 2)));
    byte[] wrong = GOOD.clone();
    wrong[wrong.length - 2] = 'z';
    open("an unknown instruction", file("wrong.pickle", wrong));
    byte[] newer = GOOD.clone();
    newer[1] = 6;
    open("an unknown protocol", file("newer.pickle", newer));
    open("a key twice", file("twice.pickle", "(dp0\nVa\nI1\nsVa\nI2\ns."));
    open("half a pair", file("half.pickle", "\u0080\u0002}(U\u0001au."));
  }

  private void hostilePickles() {
    attack("exec_os_system_p0");
    attack("exec_newobj_p2");
    attack("exec_object_array_p4");
    attack("exec_nested_in_valid_p4");
    attack("deep_marks_1000000");
    attack("state_claim_200000");
    attack("state_claim_overflow64b");
    attack("state_negative_dim");
    attack("state_rank40");
    attack("len_binbytes8_huge");
    attack("memo_put_text_huge");
    attack("stack_million_dup");
    attack("utf8_bad");
  }

  private void wrongPickles() {
    attack("content_top_list");
    attack("content_top_array");
    attack("content_missing_test_labels");
    attack("content_none");
    attack("content_label_10");
    attack("content_label_count_mismatch");
    attack("content_labels_bool");
    attack("content_27x28");
    attack("content_2d_image");
    attack("content_complex");
    attack("content_structured");
    attack("content_range_0_255");
    open("other keys", file("keys.pickle", "(dVimages\nI1\nsVlabels\nI2\ns."));
    byte[] nan = GOOD.clone();
    int first = indexOf(nan, new byte[] {0, 0, 0, (byte) 0xbf}); // the first pixel, -0.5
    nan[first + 16 * 4 + 2] = (byte) 0xc0;
    nan[first + 16 * 4 + 3] = 0x7f;
    open("a pixel that is no number", file("nan.pickle", nan));
  }

  private void idx() throws IOException {
    Path set = Files.createDirectory(folder.resolve("set"));
    byte[] images = TestFiles.unpacked(TestFiles.resource("fixture/idx/test-images-idx3-ubyte.gz"));
    byte[] labels = TestFiles.unpacked(TestFiles.resource("fixture/idx/test-labels-idx1-ubyte.gz"));
    Path path = TestFiles.write(set.resolve("test-images-idx3-ubyte"), images);
    open("images without labels", path);
    Path other = TestFiles.write(set.resolve("test-labels-idx1-ubyte"), images);
    open("images for labels", path);
    labels[7]--;
    TestFiles.write(other, labels);
    open("more data than extents", path);
    TestFiles.write(other, Arrays.copyOf(labels, labels.length - 1));
    open("fewer labels", path);
    labels[7]++;
    TestFiles.write(other, labels);
    TestFiles.write(path, Arrays.copyOf(images, 100));
    open("cut off", path);
    TestFiles.write(path, labels);
    open("labels for images", path);
    TestFiles.write(set.resolve("mine-images-idx3-ubyte"), images);
    open("two sets", set);
    open("a name that tells nothing", file("numbers", images));
    say("extents without end", () -> IdxFile.open(Fixtures.path("attacks/idx/rank200.gz")));
    say("no IDX", () -> IdxFile.open(Fixtures.path("attacks/idx/bad_magic-idx3.gz")));
  }

  private void images() {
    for (String name :
        List.of("size_56x56", "bad_crc", "truncated_no_iend", "ihdr_2147483647", "jpeg_named")) {
      Path path = Fixtures.path("attacks/png/" + name + ".png");
      say(name, () -> ImageFiles.read(path, new ImageShape(28, 28, 1), Normalization.COURSE));
    }
    Path text = file("letter.png", "a letter");
    say("no image", () -> ImageFiles.read(text, new ImageShape(28, 28, 1), Normalization.COURSE));
  }

  private void shards() throws IOException {
    Path shards = folder.resolve("shards");
    Dataset data = Datasets.open(TestFiles.resource("fixture/shards"));
    Conversion.usual().write(data, OutputFormat.SHARDS, shards);
    Path index = shards.resolve("index.json");
    Path shard = shards.resolve("train-00000.shard");
    String text = Files.readString(index);
    Files.writeString(index, text.replace("\"count\" : 20", "\"count\" : 2000000000"));
    open("a shard that claims to be large", shards);
    Files.writeString(index, text.replace("train-00000", "/etc/train-00000"));
    open("a shard elsewhere", shards);
    Files.writeString(index, text.replace("\"uint8\"", "8"));
    open("an index of another kind", shards);
    Files.writeString(index, text.replace("[ 4, 4, 1 ]", "[ 2, 8, 1 ]"));
    open("a shard of other images", shards);
    Files.writeString(index, text);
    byte[] bytes = Files.readAllBytes(shard);
    bytes[64] = 10;
    Files.write(shard, bytes);
    open("a label without a class in a shard", shards);
    Files.writeString(shard, "x".repeat(bytes.length));
    open("no shard", shards);
    Files.delete(shard);
    open("a shard that is gone", shards);
    say("something there", () -> Conversion.usual().write(data, OutputFormat.NPZ, shards));
    say("no folder", () -> Conversion.usual().write(data, OutputFormat.IDX, shards.resolve("a/b")));
    Dataset named =
        data.withClassNames(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "a/b"));
    say(
        "no name",
        () -> Conversion.usual().write(named, OutputFormat.FOLDER, folder.resolve("named")));
  }

  private void programs() {
    Split split = Split.of(new ImageShape(1, 1, 1), new float[3], new int[] {0, 1, 2});
    Split other = Split.of(new ImageShape(1, 2, 1), new float[6], new int[] {0, 1, 1});
    say("a label without a class", () -> made(List.of("a", "b"), Map.of(SplitName.TRAIN, split)));
    say("one class", () -> made(List.of("a"), Map.of(SplitName.TRAIN, split)));
    say("no images", () -> made(List.of("a", "b"), Map.of()));
    say(
        "two sizes",
        () -> made(List.of("a", "b", "c"), Map.of(SplitName.TRAIN, split, SplitName.TEST, other)));
    say(
        "a missing part",
        () -> made(List.of("a", "b", "c"), Map.of(SplitName.TRAIN, split)).valid());
    say("a large batch", () -> Batches.shuffled(split, 16, 1));
    say(
        "a key that isn't there",
        () -> {
          try (PickleFile file = PickleFile.open(TestFiles.resource("pickle/extras_p2.pickle"))) {
            file.array("images");
          }
        });
    say(
        "an array of words",
        () -> {
          try (PickleFile file = PickleFile.open(TestFiles.resource("pickle/extras_p2.pickle"))) {
            file.array("words").floats();
          }
        });
  }

  private static Dataset made(List<String> names, Map<SplitName, Split> parts) {
    return Dataset.of(names, parts, Optional.empty(), Provenance.ofProgram("made"));
  }

  private void attack(String name) {
    byte[] content = TestFiles.unpacked(Fixtures.path("attacks/pickle/" + name + ".pickle.gz"));
    open(name, file(name + ".pickle", content));
  }

  private void open(String name, Path path) {
    say(name, () -> Datasets.open(path));
  }

  private void say(String name, Runnable action) {
    DataException failure = catchThrowableOfType(DataException.class, action::run);
    String text =
        String.valueOf(failure == null ? null : failure.getMessage())
            .replace(folder + "/", "")
            .replace(Path.of("").toAbsolutePath().toString(), "HERE")
            .replaceAll("\\S*/(fixtures/attacks|dev/kern/data)/", "");
    texts.append("# ").append(name).append('\n').append(text).append("\n\n");
  }

  private Path file(String name, String content) {
    return file(name, content.getBytes(ISO_8859_1));
  }

  private Path file(String name, byte[] content) {
    return TestFiles.write(folder.resolve(name), content);
  }

  private static int indexOf(byte[] in, byte[] what) {
    return new String(in, ISO_8859_1).indexOf(new String(what, ISO_8859_1));
  }
}
