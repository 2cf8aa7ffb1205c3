package dev.kern.serve.protocol;

import dev.kern.serve.json.JsonWriter;
import dev.kern.serve.store.Answers;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes an answer of the Open Inference Protocol: JSON, and behind it the bytes of those tensors
/// that are wanted so.
final class InferResponse {
  private final JsonWriter json = new JsonWriter();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();

  static Response of(ServedModel model, InferRequest request, List<Answers> answers) {
    return new InferResponse().response(model, request, answers);
  }

  private Response response(ServedModel model, InferRequest request, List<Answers> answers) {
    json.raw("{\"model_name\":").text(model.name());
    json.raw(",\"model_version\":\"").raw(Long.toString(model.version())).raw("\"");
    request.id().ifPresent(id -> json.raw(",\"id\":").text(id));
    json.raw(",\"outputs\":[");
    boolean binary = false;
    for (int i = 0; i < request.outputs().size(); i++) {
      InferRequest.Wanted wanted = request.outputs().get(i);
      json.raw(i == 0 ? "" : ",");
      output(wanted, answers.get(model.outputs().indexOf(wanted.output())));
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

  private void output(InferRequest.Wanted wanted, Answers answers) {
    int width = wanted.top() == 0 ? answers.output().width() : wanted.top();
    json.raw("{\"name\":").text(answers.output().name());
    json.raw(wanted.top() == 0 ? ",\"datatype\":\"FP32\"" : ",\"datatype\":\"BYTES\"");
    json.raw(",\"shape\":[" + answers.images() + "," + width + "]");
    if (wanted.binary()) {
      byte[] bytes = wanted.top() == 0 ? bytes(answers.numbers()) : bytes(classes(wanted, answers));
      json.raw(",\"parameters\":{\"binary_data_size\":" + bytes.length + "}}");
      tensors.writeBytes(bytes);
      return;
    }
    json.raw(",\"data\":[");
    if (wanted.top() == 0) {
      json.numbers(answers.numbers(), 0, answers.numbers().length);
    } else {
      List<String> classes = classes(wanted, answers);
      for (int i = 0; i < classes.size(); i++) {
        json.raw(i == 0 ? "" : ",").text(classes.get(i));
      }
    }
    json.raw("]}");
  }

  /// `0.97:1:B`: the probability, the place and the name of a class.
  private static List<String> classes(InferRequest.Wanted wanted, Answers answers) {
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
