package dev.kern.serve.protocol;

import dev.kern.data.file.Problem;
import dev.kern.serve.json.JsonBody;
import dev.kern.serve.json.Numbers;
import dev.kern.serve.store.Output;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Request;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A request for inference of the Open Inference Protocol, in JSON or with tensors as bytes behind
/// it.
///
/// @param id what the client calls the request
/// @param pixels the input of the network
/// @param outputs what is asked for
/// @param mostNumbers how many numbers of layers there may be
@SuppressWarnings("ArrayRecordComponent") // made for each request and never compared
record InferRequest(Optional<String> id, float[] pixels, List<Wanted> outputs, int mostNumbers) {
  /// How long the JSON is that bytes of tensors follow.
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  /// Beyond, floats have no longer all whole numbers.
  private static final int LARGEST_EXTENT = 1 << 24;

  /// An output that is asked for.
  ///
  /// @param name that of one of the model's outputs, or of a layer
  /// @param binary whether its numbers are to come as bytes
  /// @param top how many classes, or 0 for the numbers of all
  record Wanted(String name, boolean binary, int top) {}

  static InferRequest of(Request request, ServedModel model, Images images) {
    byte[] body = request.body();
    int length = jsonLength(request);
    Fields fields = new Fields("", JsonBody.parse(body, length, images.mostNumbers()));
    List<Fields> inputs = fields.objects("inputs");
    if (inputs.size() != 1) {
      throw Problem.at("inputs", "the model takes one input")
          .given(Integer.toString(inputs.size()))
          .expected("one, '%s'".formatted(Images.INPUT))
          .fix("put all images into one tensor");
    }
    return new InferRequest(
        fields.optionalText("id"),
        pixels(
            inputs.getFirst(), model, images, ByteBuffer.wrap(body, length, body.length - length)),
        outputs(fields, model),
        images.mostNumbers());
  }

  private static int jsonLength(Request request) {
    byte[] body = request.body();
    Optional<String> text = request.header(HEADER_LENGTH);
    if (text.isEmpty() && body.length > 0 && body[0] != '{' && isOfBytes(request)) {
      throw Problem.at("header " + HEADER_LENGTH, "missing, though the body isn't JSON alone")
          .expected("the length in bytes of the JSON that the tensors follow")
          .fix("put the JSON that describes the tensor in front, and send the header");
    }
    return text.map(given -> length(given, body)).orElse(body.length);
  }

  /// Whether a body is called bytes rather than JSON.
  private static boolean isOfBytes(Request request) {
    return request.header("Content-Type").orElse("").startsWith("application/octet-stream");
  }

  private static int length(String text, byte[] body) {
    try {
      int length = Integer.parseInt(text.strip());
      if (length >= 0 && length <= body.length) {
        return length;
      }
    } catch (NumberFormatException _) {
      // not a number either
    }
    throw Problem.at("header " + HEADER_LENGTH, "not a length within the body")
        .given(Problem.quote(text))
        .expected("0 to %d, the size of the body".formatted(body.length))
        .fix("the length of the JSON in bytes");
  }

  private static float[] pixels(Fields input, ServedModel model, Images images, ByteBuffer bytes) {
    String name = input.text("name");
    if (!name.equals(Images.INPUT)) {
      throw Problem.at(input.place("name"), "the model has no such input")
          .given(Problem.quote(name))
          .expected("'%s'".formatted(Images.INPUT))
          .fix("use the name that the model's metadata have");
    }
    Datatype datatype = datatype(input);
    int[] shape = shape(input);
    images.expectShape(input.place("shape"), model, shape);
    long numbers = (long) shape[0] * model.model().image().size();
    if (numbers > Integer.MAX_VALUE) {
      throw Problem.at(input.place("shape"), "too many numbers")
          .given(Arrays.toString(shape))
          .expected("at most %s in one request".formatted(Problem.count(Integer.MAX_VALUE)))
          .fix("send fewer images at a time");
    }
    int count = (int) numbers;
    OptionalLong size = input.object("parameters").number("binary_data_size");
    if (size.isEmpty()) {
      if (bytes.hasRemaining()) {
        throw behind(input, bytes.remaining(), "0, because the tensor is in JSON");
      }
      return ofJson(input, datatype, shape, count, model);
    }
    if (input.value("data") != null) {
      throw Problem.at(input.place("data"), "the tensor is given twice, in JSON and as bytes")
          .fix("leave out 'data' or 'binary_data_size'");
    }
    long expected = (long) count * datatype.bytes();
    if (size.getAsLong() != expected || bytes.remaining() != expected) {
      throw behind(
          input,
          size.getAsLong() == expected ? bytes.remaining() : size.getAsLong(),
          "%d, for %s of %s".formatted(expected, datatype, Arrays.toString(shape)));
    }
    return datatype == Datatype.FP32 ? floats(bytes, count) : model.scaled(values(bytes, count));
  }

  private static RuntimeException behind(Fields input, long given, String expected) {
    return Problem.at(
            input.place("parameters.binary_data_size"), "wrong number of bytes behind the JSON")
        .given(Long.toString(given))
        .expected(expected)
        .fix("check binary_data_size, and the header " + HEADER_LENGTH);
  }

  private static Datatype datatype(Fields input) {
    String name = input.text("datatype");
    for (Datatype type : Datatype.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw Problem.at(input.place("datatype"), "the model doesn't take this type")
        .given(Problem.quote(name))
        .expected("FP32 for scaled pixels, UINT8 for pixels from 0 to 255")
        .fix("convert the tensor before sending it");
  }

  private static int[] shape(Fields input) {
    Object value = input.value("shape");
    if (!(value instanceof Numbers numbers) || numbers.shape().length != 1) {
      throw Fields.wrong(input.place("shape"), value, "a list of numbers");
    }
    int[] shape = new int[numbers.values().length];
    for (int i = 0; i < shape.length; i++) {
      float extent = numbers.values()[i];
      shape[i] = (int) extent;
      if (!(extent >= 0 && extent < LARGEST_EXTENT) || extent != shape[i]) {
        throw Problem.at("%s[%d]".formatted(input.place("shape"), i), "not a number of elements")
            .given(
                Float.isFinite(extent)
                    ? new BigDecimal(extent).toPlainString()
                    : Float.toString(extent))
            .expected("a whole number from 0 to " + (LARGEST_EXTENT - 1))
            .fix("correct the request");
      }
    }
    return shape;
  }

  private static float[] ofJson(
      Fields input, Datatype datatype, int[] shape, int count, ServedModel model) {
    Object value = input.value("data");
    if (!(value instanceof Numbers data)) {
      throw Fields.wrong(input.place("data"), value, "a list of numbers");
    }
    boolean flat = data.shape().length == 1;
    if (data.values().length != count || !(flat || Arrays.equals(data.shape(), shape))) {
      throw Problem.at(input.place("data"), "the numbers don't have the shape that is given")
          .given("%d numbers of shape %s".formatted(data.values().length, data))
          .expected("%d, flat or of shape %s".formatted(count, Arrays.toString(shape)))
          .fix("correct 'shape' or 'data'");
    }
    return datatype == Datatype.FP32
        ? data.values()
        : model.scaled(bytes(input.place("data"), data.values()));
  }

  /// Numbers from 0 to 255 as bytes.
  private static byte[] bytes(String where, float[] numbers) {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      int value = (int) numbers[i];
      if (value != numbers[i] || value < 0 || value > 255) {
        throw Problem.at("%s, number %d".formatted(where, i), "not a UINT8")
            .given(Float.toString(numbers[i]))
            .expected("a whole number from 0 to 255")
            .fix("use FP32 for pixels that are scaled already");
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static float[] floats(ByteBuffer bytes, int count) {
    float[] pixels = new float[count];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pixels);
    return pixels;
  }

  private static byte[] values(ByteBuffer bytes, int count) {
    byte[] values = new byte[count];
    bytes.get(values);
    return values;
  }

  private static List<Wanted> outputs(Fields fields, ServedModel model) {
    boolean binary = fields.object("parameters").flag("binary_data_output", false);
    List<Fields> named = fields.objects("outputs");
    List<Wanted> wanted = new ArrayList<>();
    if (named.isEmpty()) {
      model.outputs().forEach(output -> wanted.add(new Wanted(output.name(), binary, 0)));
    }
    for (Fields one : named) {
      Fields parameters = one.object("parameters");
      wanted.add(
          new Wanted(
              name(one, model),
              parameters.flag("binary_data", binary),
              top(one, parameters, model)));
    }
    return wanted;
  }

  private static String name(Fields wanted, ServedModel model) {
    String name = wanted.text("name");
    if (model.output(name).isEmpty() && !model.layers().contains(name)) {
      throw Problem.at(wanted.place("name"), "the model has no such output or layer")
          .given(Problem.quote(name))
          .expected(
              "%s, or a layer: %s"
                  .formatted(
                      Problem.list(model.outputs().stream().map(Output::name).toList()),
                      Problem.list(model.layers())))
          .fix("use one of these names, or leave out 'outputs'");
    }
    return name;
  }

  private static int top(Fields wanted, Fields parameters, ServedModel model) {
    OptionalLong top = parameters.number("classification");
    if (top.isEmpty()) {
      return 0;
    }
    return model
        .output(wanted.text("name"))
        .filter(output -> !output.targets().areValues())
        .map(output -> (int) Math.min(top.getAsLong(), output.width()))
        .orElseThrow(
            () ->
                Problem.at(parameters.place("classification"), "the output has no classes")
                    .given("'%s'".formatted(wanted.text("name")))
                    .fix("leave out 'classification'"));
  }
}
