package dev.kern.serve.protocol;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.model.Decision;
import dev.kern.model.Prediction;
import dev.kern.serve.json.JsonWriter;
import dev.kern.serve.store.Answers;
import dev.kern.serve.store.Features;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Image files as they are: one as the body, or several in a form.
final class ImageUploads {
  private static final String BODY = "image";
  private static final List<String> QUERIES = List.of("top", "features");

  private final Inference inference;
  private final Images images;
  private final ServingLimits limits;

  ImageUploads(Inference inference, Images images, ServingLimits limits) {
    this.inference = inference;
    this.images = images;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/predict/{model}", request -> predict(request, inference.model(request))),
        Route.post(
            "/predict/{model}/versions/{version}",
            request -> predict(request, inference.version(request))));
  }

  private Response predict(Request request, ServedModel model) {
    String type = request.header("Content-Type").orElse("");
    return inference.answer(
        model,
        call -> {
          expectQueries(request);
          OptionalInt top = top(request);
          boolean form = Multipart.is(type);
          List<Multipart.File> files =
              form
                  ? Multipart.files(type, request.body(), limits.images())
                  : List.of(new Multipart.File(BODY, request.body()));
          images.expectFiles("body", model, files.size());
          Images.Files read = images.files(model);
          float[] pixels =
              Images.joined(
                  files.stream().map(file -> read.input(file.name(), file.content())).toList());
          List<Answers> answers = call.infer(pixels);
          Optional<Features> features =
              request
                  .query("features")
                  .map(layer -> call.features(pixels, layer, limits.numbers()));
          JsonWriter json = new JsonWriter().raw("{\"model\":").text(model.name());
          json.field("version", Long.toString(model.version()));
          json.raw(form ? ",\"predictions\":[" : "");
          for (int i = 0; i < files.size(); i++) {
            if (form) {
              json.raw(i == 0 ? "{" : ",{").raw("\"image\":").text(files.get(i).name());
            }
            prediction(model, answers, i, top).forEach(json::field);
            if (features.isPresent()) {
              write(json, features.get(), files.size(), i);
            }
            json.raw(form ? "}" : "");
          }
          return Response.of(200, "application/json", json.raw(form ? "]}" : "}").toBytes());
        });
  }

  /// Writes what a layer makes of an image: there may be millions of numbers.
  private static void write(JsonWriter json, Features features, int images, int image) {
    int each = features.numbers().length / images;
    json.raw(",\"features\":{\"layer\":").text(features.layer());
    json.field("shape", Arrays.stream(features.shape()).boxed().toList());
    json.raw(",\"values\":[").numbers(features.numbers(), image * each, (image + 1) * each);
    json.raw("]}");
  }

  private static void expectQueries(Request request) {
    List<String> unknown =
        request.queries().stream().filter(name -> !QUERIES.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Problem.at("query", "this path takes no such parameter")
          .given(Problem.list(unknown))
          .expected(Problem.list(QUERIES))
          .fix("leave it out; a version is part of the path: /predict/letters/versions/1");
    }
  }

  private static OptionalInt top(Request request) {
    return request
        .query("top")
        .map(
            text -> {
              if (!text.matches("[1-9][0-9]{0,5}")) {
                throw Problem.at("query, top", "not a number of classes")
                    .given(Problem.quote(text))
                    .expected("1 or more")
                    .fix("such as ?top=3");
              }
              return OptionalInt.of(Integer.parseInt(text));
            })
        .orElse(OptionalInt.empty());
  }

  private static Map<String, Object> prediction(
      ServedModel model, List<Answers> answers, int image, OptionalInt asked) {
    Decision decision = model.model().decision();
    OptionalInt top =
        asked.isPresent() ? asked : decision.top().map(OptionalInt::of).orElse(OptionalInt.empty());
    if (model.model().targets().kind() != Targets.Kind.HEADS) {
      return said(answers.getFirst(), image, top, decision);
    }
    Map<String, Object> heads = new LinkedHashMap<>();
    answers.forEach(head -> heads.put(head.output().name(), said(head, image, top, decision)));
    return Map.of("heads", heads);
  }

  /// As `kern predict --json` says it.
  private static Map<String, Object> said(
      Answers answers, int image, OptionalInt top, Decision decision) {
    Map<String, Object> said = new LinkedHashMap<>();
    List<Answers.Entry> entries =
        top.isPresent() ? answers.top(image, top.getAsInt()) : answers.all(image);
    Map<String, Object> numbers = new LinkedHashMap<>();
    entries.forEach(entry -> numbers.put(entry.name(), entry.number()));
    switch (answers.output().targets().kind()) {
      case CLASS -> {
        Answers.Entry best = answers.top(image, 1).getFirst();
        said.put("label", decision.accepts(best.number()) ? best.name() : Prediction.NONE);
        said.put("probability", best.number());
        said.put("probabilities", numbers);
      }
      case LABELS -> {
        said.put("labels", labels(answers, image, decision));
        said.put("probabilities", numbers);
      }
      case VALUES, HEADS -> said.put("values", numbers);
    }
    return said;
  }

  private static List<String> labels(Answers answers, int image, Decision decision) {
    return answers.all(image).stream()
        .filter(entry -> entry.number() >= decision.leastOfLabels())
        .map(Answers.Entry::name)
        .toList();
  }
}
