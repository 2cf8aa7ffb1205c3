package dev.kern.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.image.PngWriter;
import dev.kern.model.TrainedModel;
import dev.kern.serve.Client;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import dev.kern.serve.TrialPage;
import dev.kern.testing.Browser;
import dev.kern.testing.NeedsBrowser;
import dev.kern.web.Response;
import dev.kern.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    browser.await("an answer", () -> browser.text("#verdict").matches("(?s)\\S+\\s+[\\d.]+%"));
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
    expectAccessible();
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
    browser.script(drop, "a.webp", "image/webp", 20);
    browser.await("no notice", () -> browser.text("#notice").isEmpty());
    awaitAnswer();
    browser.script(drop, "c.txt", "text/plain", 20);
    browser.await("a notice", () -> browser.text("#notice").startsWith("There is no image in it"));
  }

  @Test
  void takesAPastedImageAndLeavesWordsAlone() {
    String paste =
        """
        const [type, target] = arguments;
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 30;
        canvas.toBlob(blob => {
          const data = new DataTransfer();
          if (type) data.items.add(new File([blob], 'image.png', { type }));
          else data.setData('text/plain', 'A');
          const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
          window.left = document.querySelector(target).dispatchEvent(event);
        });
        """;
    browser.script(paste, "image/png", "body");
    awaitAnswer();
    assertThat(browser.text("#seen-note")).startsWith("Resized from 30 × 30 pixels");
    browser.click("#clear");
    browser.script(paste, "", "#character");
    browser.await(
        "words go into the field", () -> browser.script("return window.left").equals("true"));
    assertThat(browser.text("#notice")).isEmpty();
    browser.script(paste, "", "body");
    browser.await("a notice", () -> browser.text("#notice").startsWith("There is no image in it"));
    assertThat(browser.text("#verdict")).isEqualTo("Nothing yet.");
  }

  @Test
  void takesAPhoto() {
    browser.click("#camera");
    browser.await("the camera", () -> browser.text("#camera").equals("Take photo"));
    assertThat(browser.find("#video").isDisplayed()).isTrue();
    assertThat(browser.find("#hint").isDisplayed()).as("words over the image").isFalse();
    expectAccessible();
    browser.click("#camera");
    awaitAnswer();
    assertThat(browser.find("#video").isDisplayed()).isFalse();
    assertThat(browser.script("return String(document.getElementById('video').srcObject)"))
        .as("the camera is off")
        .isEqualTo("null");
    assertThat(browser.text("#camera")).isEqualTo("Camera");
    assertThat(browser.text("#seen-note")).startsWith("Resized from ");
  }

  @Test
  void leavesTheCameraAndSaysWhereThereIsNone() {
    browser.click("#camera");
    browser.await("the camera", () -> browser.text("#camera").equals("Take photo"));
    browser.click("#clear");
    browser.await("it is off", () -> !browser.find("#video").isDisplayed());
    assertThat(browser.find("#hint").isDisplayed()).isTrue();
    browser.script(
        """
        navigator.mediaDevices.getUserMedia =
          () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
        """);
    browser.click("#camera");
    browser.await(
        "a notice",
        () ->
            browser
                .text("#notice")
                .equals(
                    "The camera can’t be used: Permission denied. Allow it in the browser, or open"
                        + " an image."));
    expectAccessible();
    assertThat(browser.text("#camera")).isEqualTo("Camera");
    draw(0);
    awaitAnswer();
  }

  private static void expectAccessible() {
    assertThat(browser.unreachable()).isEmpty();
  }

  @Test
  void isAPartOfAnotherServer() {
    WebServer.Builder builder = WebServer.builder().get("/", _ -> Response.text(200, "the run"));
    TrialPage.addTo(builder, "/try", _ -> Optional.of(new Candidate(1)));
    try (WebServer other = builder.start()) {
      browser.get(other.address() + "/try/a%20run/");
      browser.await("the network", () -> browser.text("#name").equals("a run"));
      assertThat(browser.text("#about")).endsWith("This is number 1.");
      draw(0);
      awaitAnswer();
      browser.click("#home");
      browser.await("the other page", () -> browser.text("body").equals("the run"));
    }
  }

  private record Candidate(int seed) implements TrialPage.Candidate {
    @Override
    public TrainedModel read() {
      return TestModels.classes(seed);
    }

    @Override
    public String note() {
      return "This is number " + seed + ".";
    }
  }

  @Test
  void isWithinReachOfAll() {
    draw(0);
    awaitAnswer();
    browser.click(".sheet canvas");
    browser.await("a unit", () -> browser.find("#unit").isDisplayed());
    expectAccessible();
    assertThat(browser.unfocused()).isEmpty();
    browser.dark(true);
    expectAccessible();
  }

  private static void tell(String command) {
    for (String name : List.of("grey", "colours")) {
      String path = "/v2/repository/models/%s/%s".formatted(name, command);
      assertThat(Client.post(server, path, new byte[0]).status()).isEqualTo(200);
    }
  }

  @Test
  void waitsForAModelToBeLoaded() {
    tell("unload");
    try {
      browser.get(server.address().toString());
      browser.await("why it waits", () -> browser.text("#about").contains("loaded no model yet"));
      assertThat(browser.find("#bench").isDisplayed()).isFalse();
      expectAccessible();
    } finally {
      tell("load");
    }
    browser.await("the model", () -> browser.text("#name").equals("grey"));
  }

  @Test
  void asksForTheTokenOfAServer() {
    String token = "a-token-of-the-tests";
    InferenceServer.Builder builder =
        InferenceServer.builder().model("grey", folder.resolve("grey.safetensors"));
    try (InferenceServer guarded = builder.token(token).start()) {
      browser.get(guarded.address().toString());
      browser.await("the door", () -> browser.find("#door").isDisplayed());
      expectAccessible();
      browser.find("#token").sendKeys("another-token", Keys.ENTER);
      browser.await("it is emptied", () -> browser.script("return token.value").isEmpty());
      assertThat(browser.find("#door").isDisplayed()).isTrue();
      browser.find("#token").sendKeys(token, Keys.ENTER);
      browser.await("the model", () -> browser.text("#name").equals("grey"));
      assertThat(browser.find("#door").isDisplayed()).isFalse();
      draw(0);
      awaitAnswer();
    }
  }

  @Test
  void fitsAPhone() {
    browser.screen(390, 844, true);
    draw(0);
    awaitAnswer();
    for (int width : new int[] {390, 320, 640}) {
      browser.screen(width, 740, true);
      assertThat(browser.script("return document.documentElement.scrollWidth"))
          .as("nothing is cut off, also enlarged four times and twice")
          .isEqualTo(Integer.toString(width));
    }
    assertThat(
            browser.script(
                "return getComputedStyle(document.getElementById('canvas')).touchAction"))
        .isEqualTo("none");
  }
}
