package dev.kern.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.JvmUse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is asked twice as much as it can answer.
@Tag("repeated")
final class OverloadTest {
  private static final int SECONDS = Integer.getInteger("overload.seconds", 4);

  /// In a few seconds, one moment in which others have the processors is more than one per cent.
  private static final double PART = SECONDS < 60 ? 0.9 : 0.99;

  private static final int CONNECTIONS = 300;
  private static final int QUEUE = 32;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @TempDir private Path folder;

  @Test
  void answersOrRefusesEachRequestAndRecovers() throws Exception {
    Path file = folder.resolve("model.safetensors");
    TestModels.slow(1).write(file);
    byte[] request = Crowd.post("/predict/letters", TestModels.png(28, 28, 1));
    try (InferenceServer server =
        InferenceServer.builder()
            .model("letters", file)
            .admission(CORES, QUEUE, Duration.ofSeconds(10))
            .start()) {
      int port = server.port();
      Crowd.ask(port, request, 1, 0.5);
      Crowd.Outcome alone = Crowd.ask(port, request, 1, 1);
      double capacity = Crowd.ask(port, request, CORES, 1).perSecond();
      double seconds = SECONDS / 2.0;
      Crowd.Outcome first = Crowd.ask(port, request, CONNECTIONS, 2 * capacity, seconds);
      JvmUse middle = JvmUse.now();
      Crowd.Outcome crowd = Crowd.ask(port, request, CONNECTIONS, 2 * capacity, seconds);
      Crowd.Outcome after = Crowd.ask(port, request, 1, 1);
      JvmUse end = JvmUse.now();
      System.out.printf(
          """
          alone       %s
          capacity    %.0f/s
          twice that  %s
                      %s
          then alone  %s
          memory      %s
                      %s
          """,
          alone, capacity, first, crowd, after, middle, end);

      assertThat(first.statuses()).containsOnlyKeys(200, 429);
      assertThat(crowd.statuses()).containsOnlyKeys(200, 429);
      assertThat(crowd.answered().percentile(PART))
          .as("seconds for what was accepted")
          .isLessThan(3 * (QUEUE + CORES) / crowd.perSecond());
      assertThat(crowd.refused().percentile(0.5))
          .as("seconds for what was refused")
          .isLessThan(crowd.answered().percentile(0.5));
      assertThat(after.statuses()).containsOnlyKeys(200);
      assertThat(after.answered().percentile(0.5))
          .as("seconds for a request within a second afterwards")
          .isLessThan(3 * alone.answered().percentile(0.5));
      assertThat(end.heap() - middle.heap()).as("growth of the heap").isLessThan(8 << 20);
    }
  }
}
