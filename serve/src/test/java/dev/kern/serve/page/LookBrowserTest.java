package dev.kern.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.model.Decision;
import dev.kern.model.TrainedModel;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import dev.kern.testing.Browser;
import dev.kern.testing.NeedsBrowser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page shows of where the network looks, and of answers that aren't probable enough.
@NeedsBrowser
final class LookBrowserTest {
  @TempDir Path folder;

  private static Object image(Browser browser) {
    return browser.script("return document.getElementById('seen').toDataURL()");
  }

  @Test
  void marksWhatSpeaksForAnAnswerThatIsNone() {
    TrainedModel letters = TestModels.classes(1);
    Decision strict = Decision.USUAL.withThreshold(1);
    Path file = folder.resolve("strict.safetensors");
    new TrainedModel(letters.model().withDecision(strict), letters.weights()).write(file);
    try (InferenceServer server = InferenceServer.builder().model("strict", file).start();
        Browser browser = Browser.open()) {
      browser.get(server.address().toString());
      browser.await("the model", () -> browser.text("#name").equals("strict"));
      assertThat(browser.find("#look-choice").isDisplayed()).isFalse();
      // Not drawn: then there would be an answer for each part of the stroke.
      browser.find("#character").sendKeys("I");
      browser.await("no answer", () -> browser.text("#verdict").startsWith("None of these"));
      assertThat(browser.text("#look-choice")).matches("Mark what speaks for [ABC]");
      Object plain = image(browser);
      browser.click("#look");
      Object marked = image(browser);
      assertThat(marked).isNotEqualTo(plain);
      browser.click("#look");
      assertThat(image(browser)).isEqualTo(plain);
      assertThat(browser.complaints()).noneMatch(line -> line.contains("Error:"));
    }
  }
}
