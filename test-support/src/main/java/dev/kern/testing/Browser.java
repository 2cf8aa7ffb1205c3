package dev.kern.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/// A headless Chromium with a profile of its own that reaches nothing but what a test opens.
///
/// For test classes that are marked [NeedsBrowser]; a module that has some depends on Selenium and
/// axe-core in test scope.
public final class Browser implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/chromium");
  static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Warns of versions of Chromium that Selenium doesn't know; what is used here works in any.
  private static final Logger VERSIONS =
      Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

  static {
    VERSIONS.setLevel(Level.SEVERE);
  }

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile) {
    this.profile = profile;
    ChromeOptions options = new ChromeOptions();
    options.setBinary(PROGRAM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A camera that shows a test image, which every page may use.
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "WARNING"));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
  }

  /// A browser without a page.
  public static Browser open() {
    try {
      return new Browser(Files.createTempDirectory("kern-browser"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What steers it.
  public ChromeDriver driver() {
    return driver;
  }

  /// Opens a page.
  public void get(String address) {
    driver.get(address);
  }

  /// The first element that a CSS selector finds.
  public WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /// Clicks what a CSS selector finds, again where the page has just put another element there.
  public void click(String selector) {
    await(
        "a click on " + selector,
        () -> {
          try {
            find(selector).click();
            return true;
          } catch (StaleElementReferenceException _) {
            return false;
          }
        });
  }

  /// All elements that a CSS selector finds.
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /// The text that an element shows.
  public String text(String selector) {
    return find(selector).getText();
  }

  /// What a script returns.
  public String script(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  /// Waits until something is true.
  ///
  /// @throws AssertionError if that takes too long
  ///
  /// @param what in words
  public void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within %d s: %s%n%s".formatted(PATIENCE.toSeconds(), what, text("body")));
      }
      try {
        Thread.sleep(25);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }

  /// Shows pages as on a screen of this size.
  ///
  /// @param mobile whether it is a phone's
  public void screen(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  /// Shows pages in light or dark colours.
  public void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Shows pages as somebody with a deficiency of vision sees them.
  ///
  /// @param deficiency such as `deuteranopia`, `achromatopsia` or `none`
  public void vision(String deficiency) {
    driver.executeCdpCommand("Emulation.setEmulatedVisionDeficiency", Map.of("type", deficiency));
  }

  /// What of the page is out of reach for people with disabilities, as far as a program can tell:
  /// what axe-core calls serious or critical, a line each.
  public String unreachable() {
    driver.executeScript(axe());
    return String.valueOf(
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then(result => done(result.violations
              .filter(one => ['serious', 'critical'].includes(one.impact))
              .map(one => one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join('; '))
              .join('\\n')), failure => done(String(failure)));
            """));
  }

  /// What of the page the tabulator key doesn't reach, or reaches without showing it: a line each.
  public String unfocused() {
    int controls =
        Integer.parseInt(
            script(
                """
                window.controls = [...document.querySelectorAll(
                    'a[href], button, input, select, summary, [tabindex="0"]')]
                  .filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}));
                window.focused = new Set();
                document.addEventListener('focusin', event => {
                  const style = getComputedStyle(event.target);
                  if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) {
                    focused.add(event.target);
                  }
                });
                return controls.length;
                """));
    // Twice as often, because it may begin anywhere, and leaves the page for the browser in
    // between.
    for (int i = 0; i < 2 * controls + 5; i++) {
      new Actions(driver).sendKeys(Keys.TAB).perform();
    }
    return script(
        "return controls.filter(one => one.isConnected && !focused.has(one))"
            + ".map(one => one.outerHTML.slice(0, 200)).join('\\n')");
  }

  private static String axe() {
    String name = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is on the screen, as a PNG file.
  public byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /// What the page's scripts and its loading complained about.
  public List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
    } catch (IOException | UncheckedIOException _) {
      // the browser's last process may still write; the system clears its temporary files
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
