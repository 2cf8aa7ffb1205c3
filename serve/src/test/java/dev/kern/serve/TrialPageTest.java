package dev.kern.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.web.WebServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The page to try networks as a part of another server.
final class TrialPageTest {
  private final Map<String, TrialPage.Candidate> candidates = new HashMap<>();
  private final List<String> reads = new ArrayList<>();

  /// A network that tells when it is read.
  private final class Known implements TrialPage.Candidate {
    private final String name;

    Known(String name) {
      this.name = name;
    }

    @Override
    public TrainedModel read() {
      reads.add(name);
      return TestModels.classes(1);
    }

    @Override
    public String note() {
      return "This is " + name + ".";
    }
  }

  private WebServer start() {
    WebServer.Builder server = WebServer.builder();
    TrialPage.addTo(server, "/try", name -> Optional.ofNullable(candidates.get(name)));
    return server.start();
  }

  private static Client.Answer get(WebServer server, String path) {
    return Client.get(server.address(), path);
  }

  @Test
  void offersWhatIsThereAtTheMoment() {
    try (WebServer server = start()) {
      assertThat(get(server, "/try/a%20b/").body()).contains("<title>Try it");
      assertThat(get(server, "/try/a%20b/try.js").status()).isEqualTo(200);
      Client.Answer none = get(server, "/try/a%20b/try/models");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.body()).contains("'a b' has no network to try yet", "fix: wait");
      candidates.put("a b", new Known("first"));
      assertThat(get(server, "/try/a%20b/try/models").body())
          .contains("\"note\":\"This is first.\"", "\"home\":\"/\"", "\"name\":\"a b\"");
      String drawing = "/try/a%20b/try/models/a%20b/image";
      Client.Answer answer = Client.post(server.address(), drawing, TestModels.png(6, 5, 1));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(reads).as("once").containsExactly("first");
      candidates.put("a b", new Known("second"));
      assertThat(Client.post(server.address(), drawing, TestModels.png(6, 5, 1)).status())
          .isEqualTo(200);
      assertThat(reads).containsExactly("first", "second");
    }
  }

  @Test
  void keepsTheLastFewLoaded() {
    try (WebServer server = start()) {
      for (String name : List.of("a", "b", "c", "d")) {
        candidates.put(name, new Known(name));
        get(server, "/try/" + name + "/try/models");
      }
      get(server, "/try/b/try/models");
      get(server, "/try/a/try/models");
      assertThat(reads).containsExactly("a", "b", "c", "d", "a");
    }
  }

  @Test
  void saysWhyANetworkCannotBeRead() {
    candidates.put(
        "broken",
        new TrialPage.Candidate() {
          @Override
          public TrainedModel read() {
            throw Problem.at("model.safetensors", "damaged").fix("train again");
          }

          @Override
          public String note() {
            return "";
          }
        });
    try (WebServer server = start()) {
      Client.Answer answer = get(server, "/try/broken/try/models");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("model.safetensors: damaged", "fix: train again");
    }
  }
}
