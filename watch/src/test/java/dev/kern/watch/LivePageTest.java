package dev.kern.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the page's server answers.
final class LivePageTest {
  @TempDir Path folder;

  private static HttpURLConnection connect(LivePage page, String path) throws IOException {
    return (HttpURLConnection) page.address().resolve(path).toURL().openConnection();
  }

  private static String get(LivePage page, String path) throws IOException {
    try (InputStream in = connect(page, path).getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int post(LivePage page, String path, String token, String origin)
      throws IOException {
    HttpURLConnection connection = connect(page, path);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("X-Kern-Token", token);
    if (!origin.isEmpty()) {
      connection.setRequestProperty("Origin", origin);
    }
    connection.setDoOutput(true);
    connection.getOutputStream().close();
    return connection.getResponseCode();
  }

  private static String token(LivePage page) throws IOException {
    Matcher token = Pattern.compile("\"token\": ?\"(\\w+)\"").matcher(get(page, "/state.json"));
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  /// How large a file is, with all that it leads to and that wasn't counted before.
  private static int size(LivePage page, String name, Set<String> counted) throws IOException {
    if (!counted.add(name)) {
      return 0;
    }
    String text = get(page, "/" + name);
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    Matcher next =
        Pattern.compile("(?:(?:src|href)=\"|from '\\./)(\\w+\\.(?:css|js))").matcher(text);
    while (next.find()) {
      size += size(page, next.group(1), counted);
    }
    return size;
  }

  @Test
  void servesThePageAndNothingElse() throws IOException {
    try (LivePage page = LivePage.start(folder, 0)) {
      Set<String> files = new HashSet<>();
      assertThat(size(page, "", files)).as("bytes of the whole page").isBetween(30_000, 150_000);
      assertThat(files).contains("main.js", "chart.js", "scale.js", "kern.css");
      assertThat(connect(page, "/").getHeaderField("Content-Security-Policy"))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(connect(page, "/runs/none").getResponseCode()).isEqualTo(404);
      assertThat(connect(page, "/..%2f..%2fetc/passwd").getResponseCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "unpause", "interrupt", "finish"})
  void commandsNeedThePage(String command) throws IOException {
    try (LivePage page = LivePage.start(folder, 0)) {
      String token = token(page);
      assertThat(post(page, "/" + command, "", "")).isEqualTo(403);
      assertThat(post(page, "/" + command, "0".repeat(token.length()), "")).isEqualTo(403);
      assertThat(post(page, "/" + command, token, "")).as("no run").isEqualTo(409);
      assertThat(connect(page, "/" + command).getResponseCode()).as("GET").isEqualTo(405);
    }
  }

  @Test
  void tellsOfEveryStepToWhoListens() throws IOException {
    try (LivePage page = LivePage.start(folder, 0);
        Run run = Bars.training(100).out(folder.resolve("run")).start(Bars.DATA);
        LiveRun live = page.follow(run)) {
      assertThat(get(page, "/state.json")).contains("\"run\"", "\"preparing\"");
      try (BufferedReader events =
          new BufferedReader(
              new InputStreamReader(
                  connect(page, "/events").getInputStream(), StandardCharsets.UTF_8))) {
        run.fit(live);
        StringBuilder heard = new StringBuilder();
        while (!heard.toString().contains("\"finished\"")) {
          heard.append(events.readLine()).append('\n');
        }
        assertThat(heard)
            .contains("id: ", "event: arrived", "event: scored", "event: grown", "event: changed");
      }
      assertThat(get(page, "/runs/run")).contains("\"rows\"", "\"finished\"", "\"matrix\"");
    }
  }

  @Test
  void theFirstPointComesWithinASecondOfTheFirstStep() throws Exception {
    AtomicLong began = new AtomicLong();
    try (LivePage page = LivePage.start(folder, 0);
        Run run = Bars.training(1_000_000_000).out(folder.resolve("run")).start(Bars.DATA);
        LiveRun live = page.follow(run);
        BufferedReader events =
            new BufferedReader(
                new InputStreamReader(
                    connect(page, "/events").getInputStream(), StandardCharsets.UTF_8))) {
      Listener first =
          new Listener() {
            @Override
            public void on(Event event) {}

            @Override
            public void measured(long step, double loss, int correct, double learningRate) {
              if (step == 0) {
                began.set(System.nanoTime());
              }
            }
          };
      Thread trainer =
          Thread.ofPlatform()
              .start(
                  () ->
                      assertThatThrownBy(() -> run.fit(live, first))
                          .isInstanceOf(InterruptedRunException.class));
      String line = events.readLine();
      while (!line.contains("\"rows\":[[0,")) {
        line = events.readLine();
      }
      assertThat(System.nanoTime() - began.get()).isLessThan(1_000_000_000);
      live.interrupt();
      trainer.join();
    }
  }

  @Test
  void followsOneRunAfterAnother() throws IOException {
    try (LivePage page = LivePage.start(folder, 0)) {
      for (String name : List.of("fold-1", "fold-2")) {
        try (Run run = Bars.training(20).out(folder.resolve(name)).start(Bars.DATA);
            LiveRun live = page.follow(run)) {
          run.fit(live);
        }
      }
      assertThat(get(page, "/state.json"))
          .containsPattern("\"live\": ?\"fold-2\"")
          .containsPattern("\"name\": ?\"fold-1\"");
      assertThat(get(page, "/runs/fold-1")).contains("\"matrix\"");
    }
  }

  @Test
  void aBusyPortIsToldAndTheUsualOneGivesWay() {
    try (LivePage first = LivePage.start(folder);
        LivePage second = LivePage.start(folder)) {
      int port = second.address().getPort();
      assertThat(port).isNotEqualTo(first.address().getPort());
      assertThatThrownBy(() -> LivePage.start(folder, port))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(Integer.toString(port))
          .hasMessageContaining("fix");
    }
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatThrownBy(() -> LivePage.of(folder.resolve("none"), 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none");
  }
}
