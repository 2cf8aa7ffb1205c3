package dev.kern.serve.protocol;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.run.InsufficientMemoryException;
import dev.kern.run.KernVersion;
import dev.kern.serve.json.JsonBody;
import dev.kern.serve.store.ModelStore;
import dev.kern.serve.store.Output;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.HttpException;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The Open Inference Protocol, version 2, over REST, with its extensions for binary tensors,
/// classification and the model repository.
public final class OpenInference {
  /// Whether the process is alive.
  public static final String LIVE = "/v2/health/live";

  /// Whether it answers at full speed.
  public static final String READY = "/v2/health/ready";

  private static final System.Logger LOGGER = System.getLogger("dev.kern.serve");
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final Inference inference;
  private final ModelStore store;
  private final Images images;
  private final BooleanSupplier ready;

  /// @param ready whether the server is warm
  OpenInference(Inference inference, Images images, BooleanSupplier ready) {
    this.inference = inference;
    this.store = inference.store();
    this.images = images;
    this.ready = ready;
  }

  List<Route> routes() {
    String model = "/v2/models/{model}";
    String version = model + "/versions/{version}";
    return List.of(
        Route.get("/v2", _ -> server()),
        Route.get(LIVE, _ -> json(Map.of("live", true))),
        Route.get(READY, _ -> ready()),
        Route.get(model, request -> metadata(inference.model(request))),
        Route.get(version, request -> metadata(inference.version(request))),
        Route.get(model + "/ready", request -> ready(request, inference::model)),
        Route.get(version + "/ready", request -> ready(request, inference::version)),
        Route.post(model + "/infer", request -> infer(request, inference.model(request))),
        Route.post(version + "/infer", request -> infer(request, inference.version(request))),
        Route.post("/v2/repository/index", this::index),
        Route.post("/v2/repository/models/{model}/load", this::load),
        Route.post("/v2/repository/models/{model}/unload", this::unload));
  }

  private static Response json(Object tree) {
    return Response.json(200, JsonText.line(tree));
  }

  private static Response server() {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("name", "kern");
    server.put("version", KernVersion.current());
    server.put("extensions", List.of("binary_tensor_data", "classification", "model_repository"));
    return json(server);
  }

  private Response ready() {
    boolean is = ready.getAsBoolean();
    return Response.json(is ? 200 : UNAVAILABLE, JsonText.line(Map.of("ready", is)));
  }

  private Response ready(Request request, Function<Request, ServedModel> find) {
    ServedModel model = find.apply(request);
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("name", model.name());
    state.put("ready", ready.getAsBoolean());
    return Response.json(ready.getAsBoolean() ? 200 : UNAVAILABLE, JsonText.line(state));
  }

  private Response metadata(ServedModel model) {
    ImageShape image = model.model().image();
    List<Object> outputs = new ArrayList<>();
    for (Output output : model.outputs()) {
      Map<String, Object> tensor = tensor(output.name(), List.of(-1, output.width()));
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("names", output.targets().names());
      model.model().decision().threshold().ifPresent(least -> parameters.put("threshold", least));
      tensor.put("parameters", parameters);
      outputs.add(tensor);
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", model.name());
    metadata.put(
        "versions", store.versions(model.name()).keySet().stream().map(String::valueOf).toList());
    metadata.put("platform", "kern");
    metadata.put(
        "inputs",
        List.of(
            tensor(Images.INPUT, List.of(-1, image.height(), image.width(), image.channels()))));
    metadata.put("outputs", outputs);
    metadata.put("parameters", Map.of("layers", model.layers()));
    return json(metadata);
  }

  private static Map<String, Object> tensor(String name, List<Integer> shape) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("name", name);
    tensor.put("datatype", Datatype.FP32.name());
    tensor.put("shape", shape);
    return tensor;
  }

  private Response infer(Request request, ServedModel model) {
    return inference.answer(
        model, call -> InferResponse.of(call, InferRequest.of(request, model, images)));
  }

  private Response index(Request request) {
    boolean readyOnly = body(request).flag("ready", false);
    List<Object> all = new ArrayList<>();
    for (ModelStore.State state : store.index()) {
      if (state.ready() || !readyOnly) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", state.name());
        entry.put("version", state.version());
        entry.put("state", state.ready() ? "READY" : "UNAVAILABLE");
        entry.put("reason", state.reason());
        all.add(entry);
      }
    }
    return json(all);
  }

  private Fields body(Request request) {
    byte[] body = request.body();
    return new Fields(
        "", body.length == 0 ? Map.of() : JsonBody.parse(body, body.length, images.mostNumbers()));
  }

  private Response load(Request request) {
    Fields parameters = body(request).object("parameters");
    if (!parameters.values().isEmpty()) {
      throw Problem.at("parameters", "models are loaded from where they were at the start alone")
          .given(Problem.list(List.copyOf(parameters.values().keySet())))
          .expected("no parameters")
          .fix("put the new version there, then load the model without parameters");
    }
    String name = request.parameter("model");
    try {
      store.load(name);
    } catch (DataException | InsufficientMemoryException e) {
      String line = HttpException.of(CONFLICT, e).message();
      LOGGER.log(Level.WARNING, "model '" + name + "' could not be loaded: " + line);
      // The client asked for what can't be done now, but said nothing wrong.
      throw new HttpException(CONFLICT, store.reason(name, e));
    }
    return json(Map.of());
  }

  private Response unload(Request request) {
    body(request);
    store.unload(request.parameter("model"));
    return json(Map.of());
  }
}
