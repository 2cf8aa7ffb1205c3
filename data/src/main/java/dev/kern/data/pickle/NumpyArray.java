package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.StoredNumbers;
import dev.kern.data.pickle.ArrayValue.Layout;
import java.util.Optional;

/// An array in a pickle; its numbers can be read while the [PickleFile] is open.
public final class NumpyArray implements NumberArray {
  private final Content content;
  private final String where;
  private final Layout layout;

  /// @param where where it is in the file, for messages: `, key 'labels'`
  NumpyArray(Content content, String where, Layout layout) {
    this.content = content;
    this.where = where;
    this.layout = layout;
  }

  @Override
  public long[] shape() {
    return layout.shape().clone();
  }

  /// How many numbers it has.
  public long size() {
    return layout.size();
  }

  @Override
  public Optional<NumberType> type() {
    return Optional.ofNullable(layout.type().type());
  }

  @Override
  public String toString() {
    return layout.describe();
  }

  @Override
  public String place() {
    return content.place(layout.data().at()) + where;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one array under two keys is one layout
  public boolean isSameAs(NumberArray other) {
    return other instanceof NumpyArray array && layout == array.layout;
  }

  @Override
  public StoredNumbers numbers() {
    return new StoredNumbers(
        this,
        type(),
        layout.order(),
        layout.shape(),
        layout.stored(),
        (bytes, sink) -> new ArrayReader(content, layout, bytes).read(place(), sink));
  }
}
