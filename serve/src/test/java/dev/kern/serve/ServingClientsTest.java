package dev.kern.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clients in `docs/SERVING.md`, taken from there and run against a server.
final class ServingClientsTest {
  private static final Path DOCUMENT = Path.of("../docs/SERVING.md");
  private static final String ADDRESS = "http://127.0.0.1:8080";
  private static final int PIXELS = 28 * 28;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+");

  @TempDir static Path folder;

  private static InferenceServer server;
  private static String document = "";

  /// A command of the document and what it prints there.
  private record Command(String line, String output) {}

  @BeforeAll
  static void start() throws IOException {
    document = Files.readString(DOCUMENT);
    byte[] png = TestModels.png(28, 28, 1);
    Files.write(folder.resolve("letter.png"), png);
    Files.write(folder.resolve("a.png"), png);
    ImageIO.write(
        ImageIO.read(folder.resolve("a.png").toFile()), "jpg", folder.resolve("b.jpg").toFile());
    Path model = folder.resolve("letters.safetensors");
    TestModels.letters().write(model);
    server = InferenceServer.builder().model("letters", model).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// The blocks of code in a language, or without one.
  private static List<String> blocks(String language) {
    return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```")
        .matcher(document)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /// The block in a language that has some words.
  private static String block(String language, String words) {
    return blocks(language).stream()
        .filter(block -> block.contains(words))
        .findFirst()
        .orElseThrow()
        .replace(ADDRESS, server.address().toString());
  }

  /// All commands that ask by curl: in transcripts, in blocks of their own, and in the text.
  private static List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (String block : blocks("")) {
      for (String part : block.split("(?m)^(?=\\$ )|^(?=curl )")) {
        if (part.startsWith("$ curl ") || part.startsWith("curl ")) {
          commands.add(command(part.replaceFirst("^\\$ ", "")));
        }
      }
    }
    inText().map(line -> new Command(line, "")).forEach(commands::add);
    return commands;
  }

  private static Stream<String> inText() {
    return Pattern.compile("`(curl [^`]+)`")
        .matcher(document)
        .results()
        .map((MatchResult code) -> code.group(1));
  }

  /// Lines up to the first at whose end no quote is open are the command.
  private static Command command(String part) {
    int end = part.indexOf('\n');
    while (part.substring(0, end).chars().filter(c -> c == '\'').count() % 2 != 0) {
      end = part.indexOf('\n', end + 1);
    }
    return new Command(part.substring(0, end), part.substring(end).strip());
  }

  /// What an ellipsis leaves out of a request: the rest of an image.
  private static String whole(String request) throws IOException {
    byte[] png = Files.readAllBytes(folder.resolve("letter.png"));
    String filled = request.replace("iVBORw0…", Base64.getEncoder().encodeToString(png));
    Matcher list = Pattern.compile("\\[([-\\d., ]+), …]").matcher(filled);
    return list.replaceAll(
        found -> {
          int given = found.group(1).split(",").length;
          return "[" + found.group(1) + ", 0".repeat(PIXELS - given) + "]";
        });
  }

  /// What an answer looks like: as in the document, with other numbers and labels, and with what an
  /// ellipsis leaves out.
  private static Pattern pattern(String output) {
    StringBuilder pattern = new StringBuilder();
    for (String part : output.replaceAll("\\s*\n\\s*", "").split("(?<=…)|(?=…)")) {
      if (part.equals("…")) {
        pattern.append(".*");
        continue;
      }
      for (String token : part.split("(?<=[\\[\\]{},:])|(?=[\\[\\]{},:])")) {
        pattern.append(
            NUMBER.matcher(token).matches()
                ? "-?[\\d.eE-]+"
                : token.matches("\"[A-J]\"") ? "\"[A-J]\"" : Pattern.quote(token));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  /// What a program prints.
  private static String run(String... words) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", words[0]).isTrue();
    String printed = Files.readString(output, UTF_8).strip();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  @Test
  @NeedsProgram("curl")
  void curlGetsWhatTheDocumentSays() throws Exception {
    List<Command> commands = commands();
    assertThat(commands).hasSizeGreaterThan(6);
    for (Command command : commands) {
      String line =
          whole(command.line())
              .replace(ADDRESS, server.address().toString())
              .replaceFirst("^curl ", "curl --silent --show-error --fail ");
      String answer = run("sh", "-c", line);
      if (!command.output().isEmpty()) {
        assertThat(answer.replaceAll("\\s*\n\\s*", ""))
            .as(command.line())
            .matches(pattern(command.output()));
      }
    }
  }

  /// Ten probabilities.
  private static void expectProbabilities(String numbers) {
    List<Double> all =
        Pattern.compile("\\d[\\d.Ee-]*")
            .matcher(numbers)
            .results()
            .map(number -> Double.valueOf(number.group()))
            .toList();
    assertThat(all).as(numbers).hasSize(10);
    assertThat(all.stream().mapToDouble(Double::doubleValue).sum()).isBetween(0.999, 1.001);
  }

  @Test
  @NeedsProgram("python3")
  void pythonAsksWithoutAnyPackage() throws Exception {
    String program = block("python", "def infer(") + "\nprint(infer([0] * 784))\n";
    expectProbabilities(run("python3", "-I", "-c", program));
  }

  @Test
  void javaSendsTensorsAsBytes() throws Exception {
    Path source = folder.resolve("Ask.java");
    Files.writeString(
        source,
        """
        import module java.net.http;

        void main() throws Exception {
          try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = infer(client, new float[784]);
            IO.println(answer.statusCode());
            IO.println(new String(answer.body(), StandardCharsets.UTF_8));
          }
        }

        """
            + block("java", " infer(HttpClient client"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String[] printed = run(java, source.toString()).split("\n", 2);
    assertThat(printed[0]).isEqualTo("200");
    expectProbabilities(printed[1].replaceFirst(".*\"data\":", ""));
  }
}
