package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// A thread's own memory for what loops need while they run, handed out like a stack.
///
/// ```java
/// int mark = scratch.mark();
/// Buffer sums = scratch.take(2 * row);
/// …
/// scratch.release(mark);
/// ```
///
/// The buffers that it hands out are its own and are used again: once every loop has run, nothing
/// is allocated any more.
public final class Scratch {
  /// A buffer that can be moved over others.
  public static final class View extends Buffer {
    private int end;

    private View() {
      super(0);
    }

    /// Moves it over the floats of `base` from `from` on.
    public View over(Buffer base, int from) {
      place(base.array(), base.at() + from);
      return this;
    }
  }

  private final Buffer memory;
  private final List<View> views = new ArrayList<>();
  private int used;

  /// Room for so many floats.
  public Scratch(int floats) {
    this(Buffer.of(new float[floats]));
  }

  /// The given memory.
  public Scratch(Buffer memory) {
    this.memory = memory;
  }

  /// How many buffers are handed out, for [#release].
  public int mark() {
    return used;
  }

  /// Takes back all that was handed out since [#mark] returned `mark`.
  public void release(int mark) {
    used = mark;
  }

  /// The next `floats` floats; what they hold has no meaning.
  public View take(int floats) {
    int top = used == 0 ? 0 : views.get(used - 1).end;
    if (used == views.size()) {
      views.add(new View());
    }
    View view = views.get(used++);
    view.end = top + floats;
    return view.over(memory, top);
  }

  /// A buffer without memory of its own, to be moved over others.
  public View view() {
    return take(0);
  }

  /// Fills all memory with a value.
  public void fill(float value) {
    memory.fill(0, memory.size(), value);
  }
}
