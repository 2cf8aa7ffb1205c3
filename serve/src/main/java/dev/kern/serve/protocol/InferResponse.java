package dev.kern.serve.protocol;

import dev.kern.serve.json.JsonWriter;
import dev.kern.serve.store.Answers;
import dev.kern.serve.store.Features;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes an answer of the Open Inference Protocol: JSON, and behind it the bytes of those tensors
/// that are wanted so.
final class InferResponse {
  private final JsonWriter json = new JsonWriter();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();

  /// Asks the model for what is wanted, and writes it.
  static Response of(Call call, InferRequest request) {
    return new InferResponse().response(call, request);
  }

  private Response response(Call call, InferRequest request) {
    ServedModel model = call.model();
    int images = request.pixels().length / model.model().image().size();
    boolean says = request.outputs().stream().anyMatch(o -> model.output(o.name()).isPresent());
    List<Answers> answers = says ? call.infer(request.pixels()) : List.of();
    json.raw("{\"model_name\":").text(model.name());
    json.raw(",\"model_version\":\"").raw(Long.toString(model.version())).raw("\"");
    request.id().ifPresent(id -> json.raw(",\"id\":").text(id));
    json.raw(",\"outputs\":[");
    boolean binary = false;
    for (int i = 0; i < request.outputs().size(); i++) {
      InferRequest.Wanted wanted = request.outputs().get(i);
      json.raw(i == 0 ? "" : ",");
      Optional<Answers> said =
          answers.stream().filter(a -> a.output().name().equals(wanted.name())).findFirst();
      if (said.isPresent() && wanted.top() > 0) {
        classes(wanted, said.get());
      } else if (said.isPresent()) {
        numbers(wanted, images, said.get().numbers(), said.get().output().width());
      } else {
        Features layer = call.features(request.pixels(), wanted.name(), request.mostNumbers());
        numbers(wanted, images, layer.numbers(), layer.shape());
      }
      binary |= wanted.binary();
    }
    json.raw("]}");
    if (!binary) {
      return Response.of(200, "application/json", json.toBytes());
    }
    int header = json.length();
    return Response.of(200, "application/octet-stream", json.bytes(tensors.toByteArray()).toBytes())
        .with(InferRequest.HEADER_LENGTH, Integer.toString(header));
  }

  private void numbers(InferRequest.Wanted wanted, int images, float[] numbers, int... shape) {
    begin(wanted, "FP32", images, shape);
    if (wanted.binary()) {
      end(bytes(numbers));
    } else {
      json.raw(",\"data\":[").numbers(numbers, 0, numbers.length).raw("]}");
    }
  }

  private void classes(InferRequest.Wanted wanted, Answers answers) {
    begin(wanted, "BYTES", answers.images(), wanted.top());
    List<String> classes = texts(wanted, answers);
    if (wanted.binary()) {
      end(bytes(classes));
      return;
    }
    json.raw(",\"data\":[");
    for (int i = 0; i < classes.size(); i++) {
      json.raw(i == 0 ? "" : ",").text(classes.get(i));
    }
    json.raw("]}");
  }

  private void begin(InferRequest.Wanted wanted, String datatype, int images, int... shape) {
    json.raw("{\"name\":").text(wanted.name()).raw(",\"datatype\":\"").raw(datatype);
    json.raw("\",\"shape\":[").raw(Integer.toString(images));
    for (int extent : shape) {
      json.raw(",").raw(Integer.toString(extent));
    }
    json.raw("]");
  }

  /// Ends a tensor whose bytes come behind the JSON.
  private void end(byte[] bytes) {
    json.raw(",\"parameters\":{\"binary_data_size\":" + bytes.length + "}}");
    tensors.writeBytes(bytes);
  }

  /// `0.97:1:B`: the probability, the place and the name of a class.
  private static List<String> texts(InferRequest.Wanted wanted, Answers answers) {
    List<String> classes = new ArrayList<>();
    for (int image = 0; image < answers.images(); image++) {
      for (Answers.Entry entry : answers.top(image, wanted.top())) {
        classes.add(entry.number() + ":" + entry.index() + ":" + entry.name());
      }
    }
    return classes;
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  /// Texts with their lengths in front, as the protocol wants them.
  private static byte[] bytes(List<String> texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      all.writeBytes(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(utf8.length)
              .array());
      all.writeBytes(utf8);
    }
    return all.toByteArray();
  }
}
