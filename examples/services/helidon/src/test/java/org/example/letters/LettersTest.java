package org.example.letters;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import dev.kern.train.Run;
import dev.kern.train.Training;
import io.helidon.webserver.WebServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LettersTest {
  private static final int SIDE = 8;

  @TempDir static Path folder;

  private static WebServer server;

  /// Trains a network that tells a left half from a right half, and serves it.
  @BeforeAll
  static void start() {
    byte[][] pixels = new byte[40][];
    int[] labels = new int[40];
    for (int i = 0; i < pixels.length; i++) {
      labels[i] = i % 2;
      pixels[i] = pixels(labels[i], i);
    }
    Dataset data =
        Dataset.of(List.of("left", "right"), new ImageShape(SIDE, SIDE, 1), pixels, labels);
    Network network = Network.of(conv(4, 3), relu(), flatten(), dense(2));
    Path out = folder.resolve("run");
    try (Run run = Training.of(network).steps(200).batch(8).out(out).start(data)) {
      run.fit();
    }
    server = Letters.start(out, 0);
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  private static byte[] pixels(int label, int shade) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (byte) (p % SIDE / (SIDE / 2) == label ? 215 + shade : shade);
    }
    return pixels;
  }

  private static byte[] png(int label) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels(label, 7));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("http://localhost:%d/classify".formatted(server.port())))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void classifies() throws IOException, InterruptedException {
    assertThat(post(png(0)).body()).contains("\"left\"");
    assertThat(post(png(1)).body()).contains("\"right\"");
  }

  @Test
  void saysWhatIsWrongWithAnImage() throws IOException, InterruptedException {
    HttpResponse<String> answer = post(new byte[] {1, 2, 3});
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("fix");
  }

  @Test
  void computesWithVectors() {
    assertThat(Engine.VECTOR.running()).isEqualTo(Engine.VECTOR);
  }
}
