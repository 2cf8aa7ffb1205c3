package org.example.letters;

import dev.kern.data.file.DataException;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.Path;

/// Classifies images that clients send, each on a virtual thread, with one network that Kern has
/// trained.
public final class Letters {
  private static final long LARGEST_IMAGE = 10_000_000;

  private final Classifier classifier;

  private Letters(Classifier classifier) {
    this.classifier = classifier;
  }

  /// What an image shows.
  public record Answer(String label, double probability) {}

  /// Starts the service: `java --add-modules jdk.incubator.vector -jar letters-helidon-1.0.jar
  /// MODEL [PORT]`.
  public static void main(String[] arguments) {
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8080;
    WebServer server = start(Path.of(arguments[0]), port);
    System.out.println("Listening on port " + server.port());
  }

  /// A server for a run folder or model file that answers at full speed from its first request on.
  static WebServer start(Path model, int port) {
    Classifier classifier = Classifier.load(model);
    classifier.warmUp();
    Letters letters = new Letters(classifier);
    return WebServer.builder()
        .port(port)
        .maxPayloadSize(LARGEST_IMAGE)
        .routing(letters::route)
        .build()
        .start();
  }

  private void route(HttpRouting.Builder routing) {
    routing
        .post("/classify", this::classify)
        .error(
            DataException.class,
            (_, response, e) -> response.status(Status.BAD_REQUEST_400).send(e.getMessage()));
  }

  private void classify(ServerRequest request, ServerResponse response) {
    Prediction prediction = classifier.classify(request.content().as(byte[].class));
    response.send(new Answer(prediction.label(), prediction.probability()));
  }
}
