package dev.kern.bench.serving;

import dev.kern.serve.json.JsonBody;
import dev.kern.serve.json.JsonWriter;
import dev.kern.serve.json.Numbers;
import dev.kern.web.Admission;
import dev.kern.web.Request;
import dev.kern.web.Response;
import dev.kern.web.WebServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// The process of an engine: answers floats in binary and in JSON until its input ends.
final class EngineServer {
  private static final int MOST = 1 << 20;
  private static final int QUEUE = 1_000;

  private final Engine engine;
  private final Admission admission =
      Admission.of(Runtime.getRuntime().availableProcessors(), QUEUE, Duration.ofSeconds(10));

  private EngineServer(Engine engine) {
    this.engine = engine;
  }

  /// Starts the server and prints its port.
  public static void main(String[] arguments) throws IOException {
    EngineServer handlers = new EngineServer(Engine.of(arguments[0]));
    try (WebServer server =
        WebServer.builder()
            .post("/binary", handlers::binary)
            .post("/json", handlers::json)
            .start()) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // until the parent ends
      }
    }
  }

  private float[] run(int count, float[] images) {
    return admission.run(() -> engine.run(count, images));
  }

  private Response binary(Request request) {
    byte[] body = request.body();
    float[] images = new float[body.length / Float.BYTES];
    ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(images);
    float[] outputs = run(images.length / Engine.PIXELS, images);
    ByteBuffer answer =
        ByteBuffer.allocate(outputs.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    answer.asFloatBuffer().put(outputs);
    return Response.of(200, "application/octet-stream", answer.array());
  }

  private Response json(Request request) {
    byte[] body = request.body();
    Numbers numbers = (Numbers) JsonBody.parse(body, body.length, MOST).get("instances");
    if (numbers == null) {
      return Response.text(400, "no instances");
    }
    float[] images = numbers.values();
    float[] outputs = run(images.length / Engine.PIXELS, images);
    byte[] answer =
        new JsonWriter()
            .raw("{\"predictions\":[")
            .numbers(outputs, 0, outputs.length)
            .raw("]}")
            .toBytes();
    return Response.of(200, "application/json", answer);
  }
}
