package dev.kern.serve.protocol;

import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.serve.json.JsonBody;
import dev.kern.serve.json.JsonWriter;
import dev.kern.serve.store.Answers;
import dev.kern.serve.store.Output;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;

/// The REST interface of TensorFlow Serving.
final class TensorFlowServing {
  private static final String SIGNATURE = "serving_default";

  private final Inference inference;
  private final Images images;

  TensorFlowServing(Inference inference, Images images) {
    this.inference = inference;
    this.images = images;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    String path = "/v1/models/{model}";
    add(routes, path, inference::model, request -> all(request).descendingMap().values());
    add(
        routes,
        path + "/versions/{version}",
        inference::version,
        r -> List.of(inference.version(r)));
    add(routes, path + "/labels/{label}", this::labelled, request -> List.of(labelled(request)));
    return routes;
  }

  private void add(
      List<Route> routes,
      String path,
      Function<Request, ServedModel> model,
      Function<Request, Collection<ServedModel>> versions) {
    routes.add(Route.get(path, request -> status(versions.apply(request))));
    routes.add(Route.get(path + "/metadata", request -> metadata(model.apply(request))));
    routes.add(Route.post(path + ":predict", request -> predict(request, model.apply(request))));
    routes.add(Route.post(path + ":classify", request -> classify(request, model.apply(request))));
    routes.add(Route.post(path + ":regress", request -> regress(request, model.apply(request))));
  }

  private NavigableMap<Long, ServedModel> all(Request request) {
    return inference.store().versions(request.parameter("model"));
  }

  private ServedModel labelled(Request request) {
    return inference.store().labelled(request.parameter("model"), request.parameter("label"));
  }

  private static Response json(Object tree) {
    return Response.json(200, JsonText.line(tree));
  }

  private static Response status(Collection<ServedModel> versions) {
    List<Object> states = new ArrayList<>();
    for (ServedModel model : versions) {
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("version", Long.toString(model.version()));
      state.put("state", "AVAILABLE");
      state.put("status", object("error_code", "OK", "error_message", ""));
      states.add(state);
    }
    return json(Map.of("model_version_status", states));
  }

  private static Map<String, Object> object(String first, Object one, String second, Object two) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(first, one);
    object.put(second, two);
    return object;
  }

  private static Response metadata(ServedModel model) {
    ImageShape image = model.model().image();
    Map<String, Object> outputs = new LinkedHashMap<>();
    model
        .outputs()
        .forEach(output -> outputs.put(output.name(), tensor(output.name(), -1, output.width())));
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put(
        "inputs",
        Map.of(
            Images.INPUT,
            tensor(Images.INPUT, -1, image.height(), image.width(), image.channels())));
    signature.put("outputs", outputs);
    signature.put("method_name", "tensorflow/serving/predict");
    Map<String, Object> definition =
        Map.of("signature_def", Map.of("signature_def", Map.of(SIGNATURE, signature)));
    Map<String, Object> spec = object("name", model.name(), "signature_name", "");
    spec.put("version", Long.toString(model.version()));
    return json(object("model_spec", spec, "metadata", definition));
  }

  private static Map<String, Object> tensor(String name, int... extents) {
    List<Object> shape = new ArrayList<>();
    for (int extent : extents) {
      shape.add(object("size", Integer.toString(extent), "name", ""));
    }
    Map<String, Object> tensor = object("dtype", "DT_FLOAT", "name", name);
    tensor.put("tensor_shape", object("dim", shape, "unknown_rank", false));
    return tensor;
  }

  private Fields body(Request request) {
    byte[] body = request.body();
    Fields fields = new Fields("", JsonBody.parse(body, body.length, images.mostNumbers()));
    fields
        .optionalText("signature_name")
        .filter(name -> !name.isEmpty() && !name.equals(SIGNATURE))
        .ifPresent(
            name -> {
              throw Problem.at("signature_name", "the model has no such signature")
                  .given(Problem.quote(name))
                  .expected(SIGNATURE)
                  .fix("leave it out");
            });
    return fields;
  }

  private Response predict(Request request, ServedModel model) {
    return inference.answer(
        model,
        call -> {
          Fields fields = body(request);
          Object rows = fields.value("instances");
          Object columns = fields.value("inputs");
          if ((rows == null) == (columns == null)) {
            throw Problem.at("body", "one of 'instances' and 'inputs' is needed")
                .given(rows == null ? "neither" : "both")
                .fix("give the images as 'instances', one after the other");
          }
          Instances instances = new Instances(model, images);
          return rows == null
              ? columns(call.infer(instances.inputs(columns)))
              : rows(call.infer(instances.instances(rows)));
        });
  }

  /// A list with what is said about each image.
  private static Response rows(List<Answers> answers) {
    JsonWriter json = new JsonWriter().raw("{\"predictions\":[");
    boolean named = answers.size() > 1;
    for (int image = 0; image < answers.getFirst().images(); image++) {
      json.raw(image == 0 ? "" : ",").raw(named ? "{" : "");
      for (int i = 0; i < answers.size(); i++) {
        if (named) {
          json.raw(i == 0 ? "" : ",").text(answers.get(i).output().name()).raw(":");
        }
        row(json, answers.get(i), image);
      }
      json.raw(named ? "}" : "");
    }
    return Response.of(200, "application/json", json.raw("]}").toBytes());
  }

  /// The tensor of each output.
  private static Response columns(List<Answers> answers) {
    JsonWriter json = new JsonWriter().raw("{\"outputs\":");
    boolean named = answers.size() > 1;
    json.raw(named ? "{" : "");
    for (int i = 0; i < answers.size(); i++) {
      Answers answer = answers.get(i);
      if (named) {
        json.raw(i == 0 ? "" : ",").text(answer.output().name()).raw(":");
      }
      json.raw("[");
      for (int image = 0; image < answer.images(); image++) {
        row(json.raw(image == 0 ? "" : ","), answer, image);
      }
      json.raw("]");
    }
    return Response.of(200, "application/json", json.raw(named ? "}}" : "}").toBytes());
  }

  private static void row(JsonWriter json, Answers answers, int image) {
    int width = answers.output().width();
    json.raw("[").numbers(answers.numbers(), image * width, (image + 1) * width).raw("]");
  }

  private Response classify(Request request, ServedModel model) {
    Output output = model.outputs().getFirst();
    if (model.outputs().size() > 1 || output.targets().areValues()) {
      throw Problem.at("model '" + model.name() + "'", "not a classifier")
          .given("a network for " + model.model().targets())
          .fix("use :predict");
    }
    return inference.answer(
        model,
        call -> {
          Answers answers =
              call.infer(new Instances(model, images).examples(body(request))).getFirst();
          JsonWriter json = new JsonWriter().raw("{\"results\":[");
          for (int image = 0; image < answers.images(); image++) {
            json.raw(image == 0 ? "[" : ",[");
            for (Answers.Entry entry : answers.all(image)) {
              json.raw(entry.index() == 0 ? "[" : ",[").text(entry.name());
              json.raw(",").raw(Float.toString(entry.number())).raw("]");
            }
            json.raw("]");
          }
          return Response.of(200, "application/json", json.raw("]}").toBytes());
        });
  }

  private Response regress(Request request, ServedModel model) {
    Output output = model.outputs().getFirst();
    if (model.outputs().size() > 1 || !output.targets().areValues() || output.width() > 1) {
      throw Problem.at("model '" + model.name() + "'", "not a network for one value")
          .given("a network for " + model.model().targets())
          .fix("use :predict");
    }
    return inference.answer(
        model,
        call -> {
          float[] values =
              call.infer(new Instances(model, images).examples(body(request))).getFirst().numbers();
          return Response.of(
              200,
              "application/json",
              new JsonWriter()
                  .raw("{\"results\":[")
                  .numbers(values, 0, values.length)
                  .raw("]}")
                  .toBytes());
        });
  }
}
