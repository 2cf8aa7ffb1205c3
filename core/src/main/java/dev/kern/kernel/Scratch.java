package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// Per-thread scratch memory for kernels, allocated like a stack.
///
/// ```java
/// int mark = scratch.mark();
/// Buffer sums = scratch.take(2 * row);
/// …
/// scratch.release(mark);
/// ```
///
/// The buffers that it hands out are reused: once every kernel has run, nothing more is allocated.
public final class Scratch {
  /// A view that can be moved over other buffers.
  public static final class View extends Buffer {
    private int end;

    private View() {
      super(0);
    }

    /// Moves the view to the floats of `base`, starting at `from`.
    public View over(Buffer base, int from) {
      place(base.array(), base.at() + from);
      return this;
    }
  }

  private final Buffer memory;
  private final List<View> views = new ArrayList<>();
  private int used;

  /// Scratch memory for this many floats.
  public Scratch(int floats) {
    this(Buffer.of(Buffer.memory(floats)));
  }

  /// Scratch memory in a given buffer.
  public Scratch(Buffer memory) {
    this.memory = memory;
  }

  /// The number of buffers in use, to be passed to [#release].
  public int mark() {
    return used;
  }

  /// Releases everything taken since [#mark] returned `mark`.
  public void release(int mark) {
    used = mark;
  }

  /// Takes the next `floats` floats; their contents are undefined.
  public View take(int floats) {
    int top = used == 0 ? 0 : views.get(used - 1).end;
    if (used == views.size()) {
      views.add(new View());
    }
    View view = views.get(used++);
    view.end = top + floats;
    return view.over(memory, top);
  }

  /// Takes a view that has no memory yet.
  public View view() {
    return take(0);
  }

  /// Fills all memory with a value.
  public void fill(float value) {
    memory.fill(0, memory.size(), value);
  }
}
