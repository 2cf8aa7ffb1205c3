package dev.kern.serve.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kern.json.JsonText;
import dev.kern.model.TrainedModel;
import dev.kern.serve.store.ModelLocation;
import dev.kern.serve.store.ModelStore;
import dev.kern.web.Admission;
import dev.kern.web.HttpException;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes over a few models, asked without a network.
final class Served {
  final AtomicBoolean ready = new AtomicBoolean(true);
  final ModelStore store;
  private final List<Route> routes;

  Served(Path folder, Map<String, TrainedModel> models) {
    this(folder, models, new ServingLimits(1 << 16, 10_000, 100));
  }

  Served(Path folder, Map<String, TrainedModel> models, ServingLimits limits) {
    List<ModelLocation> locations = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          Path file = folder.resolve(name + ".safetensors");
          model.write(file);
          locations.add(new ModelLocation(name, file));
        });
    store = ModelStore.of(locations, ModelLocation::read);
    store.loadAll();
    routes =
        ServingRoutes.of(store, Admission.of(2, 100, Duration.ofSeconds(10)), limits, ready::get);
  }

  List<Route> routes() {
    return routes;
  }

  Response get(String path) {
    return ask("GET", path, new byte[0], Map.of());
  }

  Response post(String path, String body) {
    return ask("POST", path, body.getBytes(UTF_8), Map.of());
  }

  Response post(String path, byte[] body, Map<String, String> headers) {
    return ask("POST", path, body, headers);
  }

  /// The JSON of an answer that must be 200.
  static Map<String, Object> json(Response response) {
    if (response.status() != 200) {
      throw new AssertionError(response.status() + " " + new String(response.body(), UTF_8));
    }
    return JsonText.object(JsonText.parse("answer", response.body()));
  }

  /// A list in JSON that must be there.
  static List<?> list(@Nullable Object tree, String key) {
    return (List<?>) Objects.requireNonNull(JsonText.object(tree).get(key), key);
  }

  /// `400 message` of what must be refused.
  String refusal(String method, String path, byte[] body, Map<String, String> headers) {
    try {
      Response response = ask(method, path, body, headers);
      throw new AssertionError("answered: " + new String(response.body(), UTF_8));
    } catch (HttpException e) {
      return e.status() + " " + e.getMessage();
    }
  }

  String refusal(String path, String body) {
    return refusal("POST", path, body.getBytes(UTF_8), Map.of());
  }

  private Response ask(String method, String target, byte[] body, Map<String, String> headers) {
    String[] parts = target.split("\\?", 2);
    for (Route route : routes) {
      Map<String, String> parameters = new HashMap<>();
      if (route.method().equals(method) && matches(route.template(), parts[0], parameters)) {
        return route
            .handler()
            .handle(
                new Fake(
                    method, parts[0], parameters, parts.length > 1 ? parts[1] : "", headers, body));
      }
    }
    throw new AssertionError("no route for " + method + " " + target);
  }

  private static boolean matches(String template, String path, Map<String, String> parameters) {
    List<String> names = new ArrayList<>();
    Matcher each = Pattern.compile("\\{(\\w+)}").matcher(template);
    while (each.find()) {
      names.add(each.group(1));
    }
    Matcher matcher = Pattern.compile(template.replaceAll("\\{\\w+}", "([^/:]+)")).matcher(path);
    if (!matcher.matches()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      parameters.put(names.get(i), matcher.group(i + 1));
    }
    return true;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fake(
      String method,
      String path,
      Map<String, String> parameters,
      String encoded,
      Map<String, String> headers,
      byte[] body)
      implements Request {
    @Override
    public String parameter(String name) {
      return Optional.ofNullable(parameters.get(name)).orElseThrow(IllegalArgumentException::new);
    }

    @Override
    public Optional<String> query(String name) {
      return encoded.startsWith(name + "=")
          ? Optional.of(encoded.substring(name.length() + 1))
          : Optional.empty();
    }

    @Override
    public Set<String> queries() {
      return encoded.isEmpty() ? Set.of() : Set.of(encoded.split("=", 2)[0]);
    }

    @Override
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(
              header ->
                  header.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }
}
