package dev.kern.serve.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.serve.Client;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import dev.kern.testing.LoggedWarnings;
import dev.kern.web.HttpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests damaged at random: each is answered, or refused as the client's fault.
@Tag("repeated")
final class ProtocolFuzzTest {
  private static final int TRIES = Integer.getInteger("fuzz.inputs", 300);
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 400);
  private static final int NO_ANSWER = 0;

  @TempDir private Path folder;

  /// A sound request.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sound(String path, byte[] body, Map<String, String> headers) {}

  private static List<Sound> sound() {
    String numbers = Arrays.toString(TestModels.pixels(1, 1));
    String file = Base64.getEncoder().encodeToString(TestModels.png(6, 5, 1));
    byte[] json =
        """
        {"inputs": [{"name": "images", "datatype": "UINT8", "shape": [1, 6, 5, 1],
          "parameters": {"binary_data_size": 30}}], "parameters": {"binary_data_output": true}}
        """
            .getBytes(UTF_8);
    return List.of(
        text(
            "/v2/models/letters/infer",
            """
            {"id": "1", "inputs": [{"name": "images", "datatype": "FP32", "shape": [1, 30],
              "data": %s}], "outputs": [{"name": "probabilities",
              "parameters": {"classification": 2}}, {"name": "conv1"}]}
            """
                .formatted(numbers)),
        new Sound(
            "/v2/models/letters/infer",
            Arrays.copyOf(json, json.length + 30),
            Map.of(InferRequest.HEADER_LENGTH, Integer.toString(json.length))),
        text(
            "/v1/models/letters:predict",
            "{\"instances\": [{\"images\": %s}, {\"b64\": \"%s\"}]}".formatted(numbers, file)),
        text("/v1/models/letters:predict", "{\"inputs\": {\"images\": [%s]}}".formatted(numbers)),
        text(
            "/v1/models/letters:classify", "{\"examples\": [{\"images\": %s}]}".formatted(numbers)),
        text("/v2/repository/index", "{\"ready\": true}"),
        new Sound("/predict/letters?top=2", TestModels.png(6, 5, 2), Map.of()));
  }

  private static Sound text(String path, String body) {
    return new Sound(path, body.getBytes(UTF_8), Map.of());
  }

  @Test
  void damagedRequestsAreTheClientsFault() {
    Served served = new Served(folder, Map.of("letters", TestModels.classes(1)));
    Random random = new Random(11);
    int refused = 0;
    for (Sound sound : sound()) {
      assertThat(served.post(sound.path, sound.body, sound.headers).status()).isEqualTo(200);
      for (int i = 0; i < TRIES; i++) {
        byte[] body = damaged(sound.body, random);
        try {
          assertThat(served.post(sound.path, body, sound.headers).status()).isEqualTo(200);
        } catch (HttpException e) {
          assertThat(e.status()).isBetween(400, 499);
          refused++;
        } catch (RuntimeException e) {
          throw new AssertionError(sound.path + " " + new String(body, ISO_8859_1), e);
        }
      }
    }
    assertThat(refused).isGreaterThan(TRIES);
  }

  /// The same over HTTP, where the head is damaged as well.
  @Test
  void damagedRequestsToAServerAreTheClientsFault() throws Exception {
    Path file = folder.resolve("letters.safetensors");
    TestModels.classes(1).write(file);
    List<Integer> statuses = new CopyOnWriteArrayList<>();
    Random random = new Random(12);
    List<Sound> sound = sound();
    int refused = 0;
    int tried = 0;
    try (LoggedWarnings warnings = LoggedWarnings.collect();
        InferenceServer server =
            InferenceServer.builder()
                .model("letters", file)
                .accessLog(entry -> statuses.add(entry.status()))
                .start()) {
      while (refused < REQUESTS) {
        Sound whole = sound.get(tried++ % sound.size());
        byte[] request =
            random.nextInt(4) == 0
                ? damaged(request(whole, whole.body), random)
                : request(whole, damaged(whole.body, random));
        int status = status(server, request);
        assertThat(status)
            .as(() -> new String(request, ISO_8859_1))
            .matches(s -> s == NO_ANSWER || s == 200 || (s >= 400 && s < 500));
        refused += status >= 400 ? 1 : 0;
      }
      for (Sound whole : sound) {
        assertThat(status(server, request(whole, whole.body))).isEqualTo(200);
      }
      assertThat(warnings.messages()).isEmpty();
      assertThat(Client.get(server, "/metrics").body()).doesNotContain("reason=\"error\"");
    }
    assertThat(statuses).allMatch(status -> status < 500);
    System.out.printf("%d damaged requests: %d refused%n", tried, refused);
  }

  private static byte[] request(Sound sound, byte[] body) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(sound.path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    sound.headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] bytes = head.toString().getBytes(ISO_8859_1);
    byte[] all = Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, all, bytes.length, body.length);
    return all;
  }

  /// The status of the first answer; [#NO_ANSWER] if the server rightly waits for more than the
  /// client will send.
  private static int status(InferenceServer server, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      String first = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      return first.isEmpty() ? NO_ANSWER : Integer.parseInt(first.substring(9));
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException e) {
      return NO_ANSWER; // reset: the rest of the request came after the answer
    }
  }

  /// Cut, with bytes changed, or with a part of it again or left out.
  private static byte[] damaged(byte[] sound, Random random) {
    int from = random.nextInt(sound.length);
    int to = Math.min(sound.length, from + random.nextInt(1, 20));
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(sound, from);
      case 1 -> joined(sound, to, from);
      case 2 -> joined(sound, from, to);
      default -> {
        byte[] changed = sound.clone();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
          changed[random.nextInt(changed.length)] =
              random.nextBoolean()
                  ? (byte) random.nextInt()
                  : (byte) "[]{}\",:.-e019".charAt(random.nextInt(13));
        }
        yield changed;
      }
    };
  }

  private static byte[] joined(byte[] sound, int end, int begin) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(sound, 0, end);
    all.write(sound, begin, sound.length - begin);
    return all.toByteArray();
  }
}
