package dev.kern.serve.protocol;

import dev.kern.data.file.Problem;
import dev.kern.serve.json.Numbers;
import dev.kern.serve.store.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The images of a request to TensorFlow Serving: nested lists of numbers, image files as `{"b64":
/// …}`, or either under the name of the input.
final class Instances {
  private static final String BASE64 = "b64";

  private final ServedModel model;
  private final Images images;
  private final Images.Files files;

  Instances(ServedModel model, Images images) {
    this.model = model;
    this.images = images;
    this.files = images.files(model);
  }

  /// One image after the other.
  float[] instances(Object value) {
    return batch("instances", value);
  }

  /// All images as one tensor, alone or under the name of the input.
  float[] inputs(@Nullable Object value) {
    boolean named = value instanceof Map<?, ?> map && map.containsKey(Images.INPUT);
    return named
        ? batch("inputs." + Images.INPUT, Fields.of("inputs", value).value(Images.INPUT))
        : batch("inputs", value);
  }

  /// Those of `:classify` and `:regress`.
  float[] examples(Fields body) {
    Fields context = body.object("context");
    List<Fields> examples = body.objects("examples");
    images.expectFiles("examples", model, examples.size());
    return Images.joined(
        examples.stream()
            .map(
                example ->
                    image(
                        example.place(Images.INPUT),
                        example.values().getOrDefault(Images.INPUT, context.value(Images.INPUT))))
            .toList());
  }

  private float[] batch(String where, @Nullable Object value) {
    return switch (value) {
      case Numbers numbers -> {
        images.expectShape(where, model, numbers.shape());
        yield numbers.values();
      }
      case List<?> list -> {
        images.expectFiles(where, model, list.size());
        yield Images.joined(
            IntStream.range(0, list.size())
                .mapToObj(i -> image("%s[%d]".formatted(where, i), list.get(i)))
                .toList());
      }
      case null, default -> throw Fields.wrong(where, value, "a list of images");
    };
  }

  private float[] image(String where, @Nullable Object value) {
    if (value instanceof Numbers numbers) {
      List<Integer> shape = new ArrayList<>(List.of(1));
      IntStream.of(numbers.shape()).forEach(shape::add);
      images.expectShape(where, model, shape.stream().mapToInt(Integer::intValue).toArray());
      return numbers.values();
    }
    if (!(value instanceof Map)) {
      throw Fields.wrong(where, value, "the image's numbers, or an object that holds it");
    }
    Fields fields = Fields.of(where, value);
    if (fields.values().size() == 1 && fields.value(BASE64) != null) {
      return files.base64(where, fields.text(BASE64));
    }
    if (fields.values().size() == 1 && fields.value(Images.INPUT) != null) {
      return image(fields.place(Images.INPUT), fields.value(Images.INPUT));
    }
    throw Problem.at(where, "not an image")
        .given("the keys " + Problem.list(List.copyOf(fields.values().keySet())))
        .expected("'%s' with the image, or '%s' with an image file".formatted(Images.INPUT, BASE64))
        .fix("correct the request");
  }
}
