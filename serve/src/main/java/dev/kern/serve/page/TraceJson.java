package dev.kern.serve.page;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.model.ActivationMapper;
import dev.kern.model.ActivationTrace;
import dev.kern.model.ActivationTracer;
import dev.kern.model.Estimate;
import dev.kern.model.Model;
import dev.kern.model.UnitTrace;
import dev.kern.serve.store.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Traces as the page reads them: numbers that are only to be seen are bytes.
final class TraceJson {
  /// Rows and columns of a map, at most; of larger ones some are left out.
  private static final int LARGEST = 64;

  private static final int MOST_CHANNELS = 64;
  private static final int MOST_UNITS = 1024;
  private static final int BYTE = 255;

  private TraceJson() {}

  /// What the layers make of what the network sees.
  static Map<String, Object> of(ServedModel served, float[] pixels, String note) {
    Model model = served.model();
    ActivationTracer tracer = served.tracer();
    ActivationTrace trace = tracer.trace(pixels);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("note", note);
    answer.put("pixels", floats(pixels));
    answer.put("seen", seen(model, pixels));
    List<Said> answers = said("", trace.estimate());
    answer.put("answers", answers.stream().map(Said::json).toList());
    served.mapper().ifPresent(maps -> answer.put("look", look(maps, pixels, answers)));
    List<String> explained = tracer.explained();
    List<Object> layers = new ArrayList<>();
    for (ActivationTrace.Answer layer : trace.answers()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", layer.layer());
      entry.put("explained", explained.contains(layer.layer()));
      entry.putAll(map(layer.values()));
      layers.add(entry);
    }
    answer.put("layers", layers);
    return answer;
  }

  private static String floats(float[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /// The pixels from 0 to 255.
  private static String seen(Model model, float[] pixels) {
    ImageShape shape = model.image();
    Normalization scaling = model.normalization().orElse(Normalization.UNIT);
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      bytes[i] =
          (byte) Math.clamp(Math.round(scaling.value(pixels[i], i % shape.channels())), 0, BYTE);
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// One of the names of what is said.
  ///
  /// @param head which head says it, if there are heads
  private record Said(String head, String name, double value) {
    Map<String, Object> json() {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("head", head);
      answer.put("name", name);
      answer.put("value", value);
      return answer;
    }
  }

  /// The names of what is said with their numbers, in the order of the network's outputs; those of
  /// heads one after the other.
  private static List<Said> said(String head, Estimate estimate) {
    List<Said> all = new ArrayList<>();
    estimate.values().forEach((name, value) -> all.add(new Said(head, name, value)));
    estimate.heads().forEach((name, its) -> all.addAll(said(name, its)));
    return all;
  }

  /// Where the network sees what speaks for the answer with the greatest number: places from 0 to
  /// 255.
  private static Map<String, Object> look(
      ActivationMapper maps, float[] pixels, List<Said> answers) {
    Said best = Collections.max(answers, Comparator.comparingDouble(Said::value));
    Tensor map = maps.map(pixels, answers.indexOf(best)).values();
    byte[] bytes = new byte[map.shape().size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(map.at(i) * BYTE);
    }
    Map<String, Object> look = best.json();
    look.put("rows", map.shape().extent(0));
    look.put("columns", map.shape().extent(1));
    look.put("values", Base64.getEncoder().encodeToString(bytes));
    return look;
  }

  /// A layer's values, from its least to its greatest in 255 steps.
  private static Map<String, Object> map(Tensor values) {
    Shape shape = values.shape();
    boolean image = shape.rank() == 3;
    int rows = image ? shape.extent(0) : 1;
    int columns = image ? shape.extent(1) : 1;
    int step = Math.ceilDiv(Math.max(rows, columns), LARGEST);
    int channels = Math.min(shape.last(), image ? MOST_CHANNELS : MOST_UNITS);
    float[] all = values.toArray();
    float low = 0;
    float high = 0;
    for (float value : all) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    float span = high > low ? high - low : 1;
    int shownRows = Math.ceilDiv(rows, step);
    int shownColumns = Math.ceilDiv(columns, step);
    byte[] bytes = new byte[shownRows * shownColumns * channels];
    int at = 0;
    for (int y = 0; y < rows; y += step) {
      for (int x = 0; x < columns; x += step) {
        for (int c = 0; c < channels; c++, at++) {
          float value = all[(y * columns + x) * shape.last() + c];
          bytes[at] = (byte) Math.round((value - low) / span * BYTE);
        }
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("image", image);
    map.put("rows", rows);
    map.put("columns", columns);
    map.put("channels", shape.last());
    map.put("step", step);
    map.put("shown", channels);
    map.put("low", low);
    map.put("high", high);
    map.put("values", Base64.getEncoder().encodeToString(bytes));
    return map;
  }

  /// How a number comes about.
  static Map<String, Object> of(UnitTrace unit) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("layer", unit.layer());
    Shape shape = unit.window().shape();
    answer.put("rows", shape.extent(0));
    answer.put("columns", shape.extent(1));
    answer.put("channels", shape.last());
    answer.put("top", unit.top());
    answer.put("left", unit.left());
    answer.put("spacing", unit.spacing());
    answer.put("window", floats(unit.window().toArray()));
    unit.weights().ifPresent(weights -> answer.put("weights", floats(weights.toArray())));
    List<Object> steps = new ArrayList<>();
    for (UnitTrace.Step step : unit.steps()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("op", step.op());
      entry.put("value", step.value());
      steps.add(entry);
    }
    answer.put("steps", steps);
    return answer;
  }
}
