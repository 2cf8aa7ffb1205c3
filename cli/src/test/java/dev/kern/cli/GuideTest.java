package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guide tells readers to do, done on photos of flowers: discs of a colour on green. And
/// the picture of the lesson that a command draws.
final class GuideTest {
  private static final Path GUIDE = Path.of("../docs/GUIDE.md");
  private static final Color WHITE = new Color(0xf4f4f0);
  private static final Color RED = new Color(0xb01830);
  private static final Color ORANGE = new Color(0xe88020);

  private final Random random = new Random(1);

  @TempDir private Path folder;

  @Test
  void everyCommandRuns() throws IOException {
    flowers("photos/daisy", 30, WHITE);
    flowers("photos/rose", 30, RED);
    flowers("photos/tulip", 12, ORANGE);
    flowers("garden/daisy", 12, WHITE);
    flowers("garden/lily", 12, Color.YELLOW);
    flower("new/a.jpg", RED);
    flower("new/b.jpg", ORANGE);
    List<String> commands = Guide.run(Files.readString(GUIDE), folder);
    assertThat(commands.stream().map(line -> line.split(" ", -1)[1]))
        .contains("data", "train", "predict", "evaluate", "summary", "explain", "runs", "export");
    assertThat(folder)
        .isDirectoryContaining("glob:**/sheet.png")
        .isDirectoryContaining("glob:**/explain.html")
        .isDirectoryContaining("glob:**/network.svg");
    assertThat(Cli.run("runs", "list", folder.resolve("runs"), "--json").lines())
        .hasSize(8)
        .allMatch(line -> JsonTree.of(line).at("state").text().equals("finished"));
  }

  private void flowers(String where, int count, Color petals) throws IOException {
    for (int i = 1; i <= count; i++) {
      flower("%s/IMG_%04d.jpg".formatted(where, i), petals);
    }
  }

  private void flower(String name, Color petals) throws IOException {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(30, 80 + random.nextInt(80), 40));
    graphics.fillRect(0, 0, 64, 48);
    graphics.setColor(petals);
    graphics.fillOval(random.nextInt(34), random.nextInt(18), 30, 30);
    graphics.dispose();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "jpg", file.toFile());
  }

  @Test
  void quotesAClassThatIsCompiled() throws IOException {
    Matcher excerpt = Pattern.compile("(?s)```java\\n(.*?)```").matcher(Files.readString(GUIDE));
    assertThat(excerpt.find()).isTrue();
    Path source = Path.of("../examples/src/main/java/dev/kern/examples/UploadHandler.java");
    assertThat(flush(Files.readString(source))).contains(flush(excerpt.group(1)));
  }

  @Test
  void theLessonShowsTheGraphThatExplainDraws() throws IOException {
    Path picture = Path.of("../docs/lesson/strided.svg");
    Cli.Result drawn = Cli.run("explain", "strided", "--svg", "--after", "differentiate");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(picture, drawn.out());
    }
    assertThat(picture).hasContent(drawn.out());
    assertThat(Files.readString(Path.of("../docs/LESSON.md"))).contains("(lesson/strided.svg)");
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
