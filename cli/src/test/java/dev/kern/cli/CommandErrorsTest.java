package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user reads who got something wrong: each command with its exit status and message, as in
/// `errors.txt`, which `-Dgolden=write` rewrites.
final class CommandErrorsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/kern/cli/errors.txt");

  @TempDir private Path folder;

  private final List<String> commands = new ArrayList<>();

  private void options() {
    say("");
    say("trian");
    say("train --data DATA --stesp 5");
    say("train --data DATA --steps many");
    say("train --data DATA --learning-rate fast");
    say("train --data DATA --clip-norm -1");
    say("train --data DATA --steps 0");
    say("train --data DATA --steps");
    say("train --data DATA --steps 5 --epochs 2");
    say("train --data DATA --batch 0");
    say("train --data DATA --batch 100000");
    say("train --data DATA --learning-rate -1");
    say("train --data DATA --optimizer adma");
    say("train --data DATA --optimizer momentum:high");
    say("train --data DATA --optimizer momentum:1.5");
    say("train --data DATA --schedule exponential:1000");
    say("train --data DATA --schedule plateau:0");
    say("train --data DATA --l2 -1");
    say("train --data DATA --l2 1 --l2-of conv9");
    say("train --data DATA --class-weights heavy");
    say("train --data DATA --class-weights A=2,B=heavy");
    say("train --data DATA --class-weights a=2");
    say("train --data DATA --class-weights A=-2");
    say("train --data DATA --class-weights balanced --sampling balanced");
    say("train --data DATA --class-weights balanced --loss meanSquaredError");
    say("train --data DATA --label-smoothing 1");
    say("train --data DATA --loss hinge");
    say("train --data DATA --metrics macroF1,speed");
    say("train --data DATA --keep-best speed");
    say("train --data DATA --sampling fair");
    say("train --data DATA --early-stopping soon");
    say("train --data DATA --early-stopping 0");
    say("train --data DATA --freeze conv1");
    say("train --data DATA --folds 1");
    say("train --data DATA --fold 3/2");
    say("train --data DATA --fold two");
    say("train --data DATA --folds 3 --fold 1/3");
    say("lr-find --data DATA --steps 3");
    say("lr-find --data DATA --min 1 --max 0.1");
    say("lr-find --data DATA --svg TMP/none/plot.svg --steps 30");
    say("train --data DATA --order random");
    say("train --data DATA --augment rotat=5");
    say("train --data DATA --augment shift,rotate=far");
    say("train --data DATA --augment rotate=200");
    say("train --data DATA --augment flip,flip");
    say("train --data DATA --engine gpu");
    say("train --data DATA --threads 0");
    say("train --data DATA --report-every 0");
    say("train ''");
    say("train --data ''");
    say("train --out= --data DATA");
    say("train --network ''");
    say("train --resume ''");
    say("evaluate '' --data DATA");
    say("export TMP/run --to onnx ''");
    say("runs report ''");
    say("runs compare TMP/run ''");
    say("evaluate");
    say("predict TMP/run");
    say("explain strided --after fusion");
    say("explain strided --after plan --dot");
    say("explain strided --after plan --svg");
    say("explain strided --dot --svg");
    say("predict TMP/run a.png b.png --explain");
    say("predict TMP/run - --explain");
    say("predict TMP/run a.png --out page.html");
    say("export TMP/run TMP/model.bin");
    say("export TMP/missing TMP/model.onnx");
    say("data check DATA --near 1");
    say("data check DATA --image TMP/none/sheet.png");
    say("data info DATA --size 28");
    say("data info DATA --size 0x28");
    say("train --data DATA --channels 2");
    say("data sample DATA --out TMP/sheet.png --per-class 0");
    say("data sample DATA --out TMP/sheet.png --split tset");
    say("data sample DATA --out TMP/none/sheet.png");
    say("data convert DATA TMP/out --to tfrecord");
    say("data convert DATA TMP/out");
    say("data fetch imagenet --out TMP/out");
    say("data fetch mnist --out TMP --from ftp://example.org/");
    say("data fetch mnist --out TMP --from http://127.0.0.1:1/");
    say("data convert DATA TMP/out --to shards --shard-size 0");
  }

  private void files() throws IOException {
    write("empty.pickle", "");
    write("text.pickle", "These are no images.");
    write("cut.pickle.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1});
    say("train --data TMP/missing.pickle");
    Files.createDirectory(folder.resolve("letters"));
    write("letters/A.webp", "");
    say("train --data TMP/letters");
    say("train --data TMP/empty.pickle");
    say("train --data TMP/text.pickle");
    say("train --data TMP/cut.pickle.gz");
    say("train --data DATA --out TMP/text.pickle --steps 1");
    say("train --data DATA --out TMP/text.pickle/run --steps 1");
    say("train --data TMP/missing.pickle --out TMP/text.pickle/run");
    say("data convert TMP/missing.pickle TMP/none/out --to idx");
    say("data sample TMP/missing.pickle --out TMP/none/sheet.png");
    write("image.png", "no image");
    say("data convert DATA TMP/text.pickle --to npz");
    say("data convert DATA TMP/none/out --to shards");
    say("data convert TMP/text.pickle TMP/out --to idx");
    say("evaluate TMP/missing");
    say("evaluate TMP");
    say("evaluate TMP/text.pickle --data DATA");
    say("predict TMP/text.pickle TMP/image.png");
  }

  private void runs() {
    Path done = folder.resolve("done");
    Cli.Result run =
        Cli.run("train", "--data", Cli.letters(), "--steps", 1, "--no-report", "--out", done);
    assertThat(run.status()).as(run.err()).isZero();
    say("train --resume TMP/done");
    say("train --resume TMP/done --batch 32 --seed 2");
    say("train --resume TMP/missing");
    say("train --resume TMP");
    say("runs list TMP/missing");
    say("runs compare TMP/done");
    say("runs compare TMP/done TMP/text.pickle");
    say("evaluate TMP/done --top 0");
    say("evaluate TMP/done --top 11");
    say("evaluate TMP/done --csv TMP/none/mistakes.csv");
    say("evaluate TMP/done --confusion TMP/letters");
    say("predict TMP/done TMP/image.png TMP/missing.png TMP/letters");
    say("predict TMP/done TMP/none/*.png");
    say("predict TMP/done TMP/{a");
    say("predict TMP/done TMP/image.png --top 11");
    say("predict TMP/done TMP/image.png --csv TMP/none/predictions.csv");
    say("serve");
    say("serve TMP/missing");
    say("serve TMP/letters");
    say("serve TMP/done TMP/done");
    say("serve my+net=TMP/done");
    say("serve TMP/done --port 99999");
    say("serve TMP/done --cores 0");
    say("serve TMP/done --size 32x32");
    say("serve TMP/done --host nowhere.invalid");
    say("serve TMP/done --max-body 0");
    say("serve TMP/done --token-file TMP/missing");
    say("serve TMP/done --token-file TMP/image.png");
    say("serve TMP/done --tls-cert TMP/image.png");
    say("serve TMP/done --tls-cert TMP/image.png --tls-key TMP/image.png");
    say("serve TMP/done --host-name http://example.org");
    say("serve TMP/done --cors example.org");
    say("runs clean TMP/missing");
    say("completion fish");
    say("completion");
  }

  private void recipes() throws IOException {
    write("key.yaml", "data: DATA\n# a comment\nbacth: 32\n");
    write("blank.yaml", "network: \"\"\n");
    say("train TMP/blank.yaml --data DATA");
    write("value.yaml", "network: lenet\noptimizer: {type: adam, learningRate: -1}\n");
    write("bomb.yaml", "a: &a [x, x]\nb: &b [*a, *a]\n");
    write("option.yaml", "data: DATA\nsize: 28\n");
    write("missing.yml", "network:\n  - {type: conv, stride: 2}\n");
    say("train TMP/option.yaml");
    say("train TMP/missing.yml --data DATA");
    say("train TMP/missing.yaml");
    say("train TMP/key.yaml");
    say("train TMP/value.yaml --data DATA");
    say("train TMP/bomb.yaml");
    say("train TMP/value.yaml --resume TMP/done");
  }

  private void networks() throws IOException {
    say("train --data DATA --network stridde");
    say("summary lenett");
    say("train --data DATA --from TMP/missing --steps 1");
    say("train --data DATA --from TMP/text.pickle --steps 1");
    say("train --data DATA --from TMP/model.onnx --network lenet");
    network("broken", "{\"name\": \"mine\", ");
    network("list", "[]");
    network("empty", "{\"name\": \"mine\", \"layers\": []}");
    network("unknown", layers("{\"type\": \"konv\", \"filters\": 16, \"size\": 5}"));
    network("key", layers("{\"type\": \"conv\", \"filter\": 16, \"size\": 5}"));
    network("text", layers("{\"type\": \"conv\", \"filters\": \"many\", \"size\": 5}"));
    network("zero", layers("{\"type\": \"conv\", \"filters\": 0, \"size\": 5}"));
    network("flat", layers("{\"type\": \"dense\", \"units\": 10}"));
    network(
        "big",
        layers("{\"type\": \"conv\", \"filters\": 4, \"size\": 31, \"padding\": \"valid\"}"));
    network("classes", layers("\"flatten\", {\"type\": \"dense\", \"units\": 7}"));
    network("image", layers("{\"type\": \"conv\", \"filters\": 4, \"size\": 3}"));
  }

  private void network(String name, String text) throws IOException {
    write(name + ".json", text);
    say("train --data DATA --steps 1 --network TMP/%s.json".formatted(name));
  }

  private static String layers(String layers) {
    return "{\"name\": \"mine\", \"layers\": [" + layers + "]}";
  }

  private void say(String command) {
    commands.add(command);
  }

  private void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  @Test
  void sayWhatIsWrongAndHowToMendIt() throws IOException {
    options();
    files();
    runs();
    recipes();
    networks();
    StringBuilder text = new StringBuilder();
    for (String command : commands) {
      text.append(transcript(command)).append('\n');
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(commands).hasSizeGreaterThan(30);
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  private String transcript(String command) throws IOException {
    List<String> before = names();
    Object[] words =
        Stream.of(command.split(" "))
            .filter(word -> !word.isEmpty())
            .map(word -> word.replace("''", ""))
            .map(word -> word.replace("TMP", folder.toString()))
            .map(word -> word.replace("DATA", Cli.letters().toString()))
            .toArray();
    Cli.Result result = Cli.run(words);
    assertThat(result.status()).as(command).isIn(1, 2);
    assertThat(result.err()).as(command).isNotBlank().doesNotContain("\tat ", "Exception");
    assertThat(names()).as("files after " + command).isEqualTo(before);
    String shown =
        result
            .err()
            .replace(folder.toAbsolutePath().toString(), "TMP")
            .replace(folder.toString(), "TMP")
            .replace(Cli.letters().toString(), "DATA")
            .replace(Path.of("").toAbsolutePath().toString(), "HERE");
    return "$ kern %s%n%s[%d]%n".formatted(command, shown, result.status());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
