package dev.kern.train.json;

import dev.kern.json.Codec;
import dev.kern.json.ObjectCodec;
import dev.kern.json.RecordMapper;
import dev.kern.optimize.EarlyStopping;
import org.jspecify.annotations.Nullable;

/// When to stop early, as an object, or as a number that stands for its patience.
final class EarlyStoppingCodec implements Codec<EarlyStopping> {
  private static final ObjectCodec<EarlyStopping> OBJECT =
      ObjectCodec.ofRecord(EarlyStopping.after(1), "patience");

  @Override
  public @Nullable EarlyStopping read(@Nullable Object tree, RecordMapper mapper) {
    return tree instanceof Long patience
        ? EarlyStopping.after(Math.clamp(patience, 0, Integer.MAX_VALUE))
        : OBJECT.read(tree, mapper);
  }

  @Override
  public Object write(EarlyStopping rule, RecordMapper mapper) {
    return OBJECT.write(rule, mapper);
  }
}
