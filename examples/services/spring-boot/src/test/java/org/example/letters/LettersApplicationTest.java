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
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class LettersApplicationTest {
  private static final int SIDE = 8;

  @TempDir static Path folder;

  @Value("${local.server.port}")
  private int port;

  /// Trains a network that tells a left half from a right half.
  @DynamicPropertySource
  static void model(DynamicPropertyRegistry registry) {
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
    registry.add("letters.model", out::toString);
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

  private RestClient client() {
    return RestClient.create("http://localhost:" + port);
  }

  @Test
  void classifiesBodies() throws IOException {
    for (int label = 0; label < 2; label++) {
      String answer =
          client()
              .post()
              .uri("/classify")
              .contentType(MediaType.IMAGE_PNG)
              .body(png(label))
              .retrieve()
              .body(String.class);
      assertThat(answer).contains(label == 0 ? "\"left\"" : "\"right\"");
    }
  }

  @Test
  void classifiesUploads() throws IOException {
    MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
    form.add(
        "image",
        new ByteArrayResource(png(1)) {
          @Override
          public String getFilename() {
            return "right.png";
          }
        });
    String answer =
        client()
            .post()
            .uri("/classify")
            .contentType(MediaType.MULTIPART_FORM_DATA)
            .body(form)
            .retrieve()
            .body(String.class);
    assertThat(answer).contains("\"right\"");
  }

  @Test
  void saysWhatIsWrongWithAnImage() {
    client()
        .post()
        .uri("/classify")
        .contentType(MediaType.IMAGE_PNG)
        .body(new byte[] {1, 2, 3})
        .exchange(
            (_, response) -> {
              assertThat(response.getStatusCode().value()).isEqualTo(400);
              assertThat(new String(response.getBody().readAllBytes())).contains("\"detail\"");
              return "";
            });
  }

  @Test
  void computesWithVectors() {
    assertThat(Engine.VECTOR.running()).isEqualTo(Engine.VECTOR);
  }
}
