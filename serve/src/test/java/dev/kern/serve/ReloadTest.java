package dev.kern.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.JvmUse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose model is replaced again and again.
@Tag("repeated")
final class ReloadTest {
  private static final int RELOADS = Integer.getInteger("reloads", 20);
  private static final int PAUSE_MILLIS = Integer.getInteger("reload.millis", 0);
  private static final int CLIENTS = 4;
  private static final double REQUESTS_PER_SECOND = 100;

  /// Less than the weights of five of these models.
  private static final long MOST_GROWTH = 2 << 20;

  /// The JDK makes some once, for method handles that are called often; ten loads that kept their
  /// kernels would make more.
  private static final int MOST_CLASSES = 50;

  @TempDir private Path folder;

  @Test
  void answersAllTheWhileAndKeepsNothing() throws Exception {
    Path file = folder.resolve("model.safetensors");
    TestModels.slow(0).write(file);
    byte[] request = Crowd.post("/predict/letters", TestModels.png(28, 28, 1));
    try (InferenceServer server = InferenceServer.builder().model("letters", file).start()) {
      Crowd crowd = Crowd.start(server.port(), request, CLIENTS, REQUESTS_PER_SECOND);
      reload(server, file, RELOADS / 2);
      JvmUse middle = JvmUse.now();
      reload(server, file, RELOADS - RELOADS / 2);
      JvmUse end = JvmUse.now();
      Crowd.Outcome outcome = crowd.end();
      System.out.printf("%d reloads: %s; middle: %s; end: %s%n", RELOADS, outcome, middle, end);

      assertThat(outcome.statuses()).containsOnlyKeys(200);
      assertThat(end.heap() - middle.heap()).as("growth of the heap").isLessThan(MOST_GROWTH);
      assertThat(end.classes() - middle.classes()).as("more classes").isLessThan(MOST_CLASSES);
      assertThat(end.code() - middle.code()).as("more compiled code").isLessThan(4 << 20);
    }
  }

  private static void reload(InferenceServer server, Path file, int times)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      TestModels.slow(i).write(file);
      assertThat(Client.post(server, "/v2/repository/models/letters/load", new byte[0]).status())
          .isEqualTo(200);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
