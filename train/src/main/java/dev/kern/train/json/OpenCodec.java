package dev.kern.train.json;

import dev.kern.json.Codec;
import dev.kern.json.RecordMapper;
import dev.kern.json.TaggedRecords;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Values of an interface that users implement, told apart by a word: those that are known when one
/// is read, which grow in number as users register their own. Any can be written.
///
/// A record is read and written by its components, anything else by its word alone.
final class OpenCodec<T> implements Codec<T> {
  private final Class<T> root;
  private final String noun;
  private final Function<T, String> word;
  private final Supplier<List<T>> known;

  OpenCodec(Class<T> root, String noun, Function<T, String> word, Supplier<List<T>> known) {
    this.root = root;
    this.noun = noun;
    this.word = word;
    this.known = known;
  }

  private TaggedRecords<T> records(List<T> examples) {
    TaggedRecords<T> records =
        TaggedRecords.of(root, noun, word)
            .unknown("%s.register(...) before the file is read".formatted(root.getSimpleName()));
    for (T example : examples) {
      records = example instanceof Record ? records.plus(example) : records.plusValue(example);
    }
    return records;
  }

  @Override
  public @Nullable T read(@Nullable Object tree, RecordMapper mapper) {
    return records(known.get()).read(tree, mapper);
  }

  @Override
  public Object write(T value, RecordMapper mapper) {
    return records(List.of(value)).write(value, mapper);
  }
}
