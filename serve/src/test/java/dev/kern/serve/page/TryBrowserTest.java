package dev.kern.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.image.PngWriter;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import dev.kern.testing.Browser;
import dev.kern.testing.NeedsBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/// What a person can do on the page.
@NeedsBrowser
final class TryBrowserTest {
  @TempDir static Path folder;

  private static Browser browser;
  private static InferenceServer server;

  @BeforeAll
  static void start() {
    Path grey = folder.resolve("grey.safetensors");
    Path colours = folder.resolve("colours.safetensors");
    TestModels.classes(1).write(grey);
    TestModels.colours().write(colours);
    server = InferenceServer.builder().model("grey", grey).model("colours", colours).start();
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void open() {
    browser.screen(1280, 900, false);
    browser.dark(false);
    browser.get(server.address().toString());
    browser.await("the model", () -> browser.text("#name").equals("grey"));
  }

  @AfterEach
  void leave() {
    browser.get("about:blank");
    assertThat(browser.complaints())
        .as("errors of scripts")
        .noneMatch(line -> line.contains("Error:") || line.contains("Content Security Policy"));
  }

  private static void awaitAnswer() {
    browser.await("an answer", () -> browser.text("#verdict").matches("(?s)\\S+\\s+[\\d.]+ %"));
  }

  /// Draws a bar from the top to the bottom, in many small moves.
  private static void draw(double column) {
    WebElement canvas = browser.find("#canvas");
    browser.script("arguments[0].scrollIntoView({block: 'center'})", canvas);
    int width = canvas.getSize().getWidth();
    int x = (int) (column * width);
    Actions actions = new Actions(browser.driver(), Duration.ofMillis(5));
    actions.moveToElement(canvas, x, -width / 3).clickAndHold();
    for (int move = 1; move <= 20; move++) {
      actions.moveToElement(canvas, x, -width / 3 + width * move / 30);
    }
    actions.release().perform();
  }

  @Test
  void answersWhileADrawingGrows() {
    assertThat(browser.text("#verdict")).isEqualTo("Nothing yet.");
    draw(0);
    awaitAnswer();
    assertThat(browser.all("#bars tr")).hasSize(3);
    assertThat(browser.find("#seen").getDomAttribute("width")).isEqualTo("5");
    assertThat(browser.text("#seen-note")).contains("placed");
    assertThat(browser.all(".layer")).hasSize(2);
    browser.click("#undo");
    browser.await("nothing", () -> browser.text("#verdict").equals("Nothing yet."));
    assertThat(browser.find("#layers").isDisplayed()).isFalse();
  }

  @Test
  void explainsAUnitByPointerAndByKeys() {
    draw(0);
    awaitAnswer();
    List<WebElement> sheets = browser.all(".sheet canvas");
    sheets.getFirst().click();
    browser.await("a unit", () -> browser.find("#unit").isDisplayed());
    assertThat(browser.text("#unit-lead")).startsWith("conv1, relu1, row ").contains("3 × 3 × 1");
    assertThat(browser.all("#unit .cells td")).hasSize(3 * 9);
    assertThat(browser.text(".steps")).contains("plus the bias");
    sheets.getLast().sendKeys(Keys.ARROW_RIGHT);
    browser.await(
        "the next unit", () -> browser.text("#unit-lead").startsWith("dense1, number 1 is"));
    draw(0.2);
    browser.await("the unit follows", () -> browser.text("#unit-lead").contains("number 1 is"));
  }

  @Test
  void takesATypedCharacter() {
    browser.find("#character").sendKeys("A");
    awaitAnswer();
    browser.click("#clear");
    browser.await("nothing", () -> browser.text("#verdict").equals("Nothing yet."));
  }

  @Test
  void takesAnImageForAModelOfColours() throws IOException {
    browser.click("#model option:last-child");
    browser.await("the model", () -> browser.text("#name").equals("colours"));
    assertThat(browser.find("#typed").isDisplayed()).isFalse();
    byte[] pixels = new byte[8 * 8 * 3];
    pixels[5] = 99;
    Path file = folder.resolve("photo.png");
    Files.write(file, PngWriter.of(pixels, 8, 8, 3));
    browser.find("#file").sendKeys(file.toString());
    awaitAnswer();
    assertThat(browser.text("#seen-note")).startsWith("Resized from 8 × 8 pixels");
  }

  @Test
  void takesADroppedImageAndSaysWhatIsNone() {
    String drop =
        """
        const [name, type, size] = arguments;
        const data = new DataTransfer();
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = size;
        canvas.toBlob(blob => {
          data.items.add(new File([size ? blob : 'no image'], name, { type }));
          document.getElementById('pad').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        });
        """;
    browser.script(drop, "a.png", "image/png", 20);
    awaitAnswer();
    browser.script(drop.replace("size ? blob : ", ""), "b.png", "image/png", 20);
    browser.await("a notice", () -> browser.text("#notice").startsWith("b.png can’t be shown"));
  }

  @Test
  void isWithinReachOfAll() {
    draw(0);
    awaitAnswer();
    browser.click(".sheet canvas");
    browser.await("a unit", () -> browser.find("#unit").isDisplayed());
    assertThat(browser.unreachable()).isEmpty();
    browser.dark(true);
    assertThat(browser.unreachable()).isEmpty();
  }

  @Test
  void fitsAPhone() {
    browser.screen(390, 844, true);
    draw(0);
    awaitAnswer();
    assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo("390");
    assertThat(
            browser.script(
                "return getComputedStyle(document.getElementById('canvas')).touchAction"))
        .isEqualTo("none");
  }
}
