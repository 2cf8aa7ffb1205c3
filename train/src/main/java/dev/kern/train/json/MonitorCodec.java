package dev.kern.train.json;

import dev.kern.data.file.Problem;
import dev.kern.json.Codec;
import dev.kern.json.InvalidValueException;
import dev.kern.json.JsonText;
import dev.kern.json.RecordMapper;
import dev.kern.optimize.Monitor;
import org.jspecify.annotations.Nullable;

/// A monitor as a word, the name of its result; with a minus in front if lower is better, but for
/// the loss, where it always is.
final class MonitorCodec implements Codec<Monitor> {
  @Override
  public @Nullable Monitor read(@Nullable Object tree, RecordMapper mapper) {
    if (!(tree instanceof String word) || !word.matches("-?\\w{1,40}")) {
      throw InvalidValueException.of("this value does not fit", "another value")
          .given(Problem.quote(JsonText.line(tree)))
          .expected("the name of a validation result, such as loss or accuracy");
    }
    return word.startsWith("-") ? Monitor.lowest(word.substring(1)) : Monitor.of(word);
  }

  @Override
  public Object write(Monitor value, RecordMapper mapper) {
    return value.equals(Monitor.of(value.result())) ? value.result() : "-" + value.result();
  }
}
