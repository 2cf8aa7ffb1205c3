package dev.kern.train.sweep;

import dev.kern.data.file.DataException;
import dev.kern.train.json.Yaml;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A setting of a recipe that a sweep varies.
///
/// @param key where the recipe has it: `batch`, `optimizer.learningRate`, `network.3.keep`
/// @param values what it may be, as a YAML file would say it; empty for a range
/// @param range the range to draw it from, if it has no list of values
public record Axis(String key, List<Object> values, Optional<Range> range) {
  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z0-9]+)*");
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)";
  private static final Pattern RANGE = Pattern.compile(NUMBER + "\\.\\." + NUMBER);

  /// Numbers between two ends, both above 0.
  ///
  /// @param whole whether they are whole numbers
  public record Range(double low, double high, boolean whole) {
    private static final MathContext DIGITS = new MathContext(3);

    /// Draws a number whose logarithm is distributed evenly; of a fraction three digits.
    Object draw(RandomGenerator random) {
      double drawn = low * Math.pow(high / low, random.nextDouble());
      return whole
          ? (Object) Math.round(drawn)
          : (Object) new BigDecimal(drawn).round(DIGITS).doubleValue();
    }
  }

  /// Copies the list.
  public Axis {
    values = List.copyOf(values);
  }

  /// Reads `key=value,value` or `key=low..high`.
  ///
  /// Fails with [IllegalArgumentException] if it is neither.
  public static Axis parse(String text) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? text : text.substring(0, equals);
    String choice = text.substring(equals + 1).strip();
    if (equals < 0 || choice.isEmpty()) {
      throw refuse(text);
    }
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          """
          --over: not a key of a recipe
            given     %s
            expected  a key as recipes have it, with dots below others, such as batch or \
          optimizer.learningRate
            fix       look the option up in docs/RECIPES.md, which has the key of each\
          """
              .formatted(key));
    }
    Matcher ends = RANGE.matcher(choice);
    if (ends.matches()) {
      return new Axis(key, List.of(), Optional.of(range(text, ends.group(1), ends.group(2))));
    }
    try {
      Object values = Yaml.parse("--over", "values: [" + choice + "]").root().get("values");
      if (values instanceof List<?> list && !list.isEmpty() && !list.contains(null)) {
        return new Axis(key, List.copyOf(list), Optional.empty());
      }
    } catch (DataException _) {
      // no list of values
    }
    throw refuse(text);
  }

  private static Range range(String text, String low, String high) {
    double from = Double.parseDouble(low);
    double to = Double.parseDouble(high);
    if (!(from > 0 && from < to && Double.isFinite(to))) {
      throw refuse(text);
    }
    return new Range(from, to, from == Math.rint(from) && to == Math.rint(to));
  }

  private static IllegalArgumentException refuse(String text) {
    return new IllegalArgumentException(
        """
        --over: neither a list of values nor a range
          given     --over %s
          expected  KEY=VALUE,VALUE or KEY=LOW..HIGH, with 0 < LOW < HIGH
          fix       --over optimizer.learningRate=0.01,0.03,0.1\
        """
            .formatted(text));
  }

  /// One of the values, or a number from the range.
  Object draw(RandomGenerator random) {
    return range
        .map(ends -> ends.draw(random))
        .orElseGet(() -> values.get(random.nextInt(values.size())));
  }
}
