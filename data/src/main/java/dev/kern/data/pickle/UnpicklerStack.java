package dev.kern.data.pickle;

import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stack of the pickle machine with its marks, and its memo; the size of each is limited.
///
/// A data file needs a few dozen of each; Python writes long lists in batches of 1,000.
final class UnpicklerStack {
  private static final int MOST_VALUES = 1 << 16;
  private static final int MOST_MARKS = 256;
  private static final int MOST_MEMOS = 300_000;

  private final List<PickleValue> values = new ArrayList<>();
  private final int[] marks = new int[MOST_MARKS];
  private int markCount;
  private @Nullable PickleValue[] memo = new PickleValue[64];
  private int memoCount;

  void push(PickleValue value) {
    if (values.size() == MOST_VALUES) {
      throw new MalformedPickleException(
          "the stack of the pickle grows too large",
          "more than " + Problem.count(MOST_VALUES) + " values",
          "a few dozen");
    }
    values.add(value);
  }

  PickleValue pop() {
    if (values.size() <= bottom()) {
      throw empty();
    }
    return values.removeLast();
  }

  PickleValue top() {
    if (values.size() <= bottom()) {
      throw empty();
    }
    return values.getLast();
  }

  /// Drops the top value, or the top mark if that is on top.
  void drop() {
    if (markCount > 0 && marks[markCount - 1] == values.size()) {
      markCount--;
    } else {
      pop();
    }
  }

  void mark() {
    if (markCount == MOST_MARKS) {
      throw new MalformedPickleException(
          "the pickle is nested too deeply",
          "more than " + MOST_MARKS + " open marks",
          "a dict of arrays needs three");
    }
    marks[markCount++] = values.size();
  }

  /// Removes the last mark and the values above it.
  List<PickleValue> popMarked() {
    if (markCount == 0) {
      throw new MalformedPickleException(
          "an instruction needs a mark, but there is none on the stack", null, null);
    }
    List<PickleValue> above = values.subList(marks[--markCount], values.size());
    List<PickleValue> taken = List.copyOf(above);
    above.clear();
    return taken;
  }

  /// The only value; fails if there isn't exactly one.
  PickleValue last() {
    if (values.size() != 1 || markCount > 0) {
      throw new MalformedPickleException(
          "the pickle stops before it is complete",
          values.size() + " values and " + markCount + " marks on its stack",
          "one value, the contents of the pickle");
    }
    return values.getFirst();
  }

  void memoize(long index) {
    if (index < 0 || index >= MOST_MEMOS) {
      throw new MalformedPickleException(
          "the memo of the pickle is too large",
          "index " + Problem.count(index),
          "0 to " + Problem.count(MOST_MEMOS - 1));
    }
    int at = (int) index;
    if (at >= memo.length) {
      memo = Arrays.copyOf(memo, Math.max(at + 1, memo.length * 2));
    }
    if (memo[at] == null) {
      memoCount++;
    }
    memo[at] = top();
  }

  void memoizeNext() {
    memoize(memoCount);
  }

  void recall(long index) {
    PickleValue value = index >= 0 && index < memo.length ? memo[(int) index] : null;
    if (value == null) {
      throw new MalformedPickleException(
          "the pickle reads a memo entry that it never wrote",
          "index " + Problem.count(index),
          null);
    }
    push(value);
  }

  /// The key of the value being built in the outermost dict, or null.
  ///
  /// A guess from the stack, for messages: keys and values alternate above the dict, and the last
  /// string at a key's position is the key of the value being built.
  @Nullable String key() {
    if (values.isEmpty() || !(values.getFirst() instanceof DictValue)) {
      return null;
    }
    String key = null;
    int end = markCount > 1 ? marks[1] : values.size();
    for (int i = 1; i < end && values.get(i).shortText() != null; i += 2) {
      key = values.get(i).shortText();
    }
    return key;
  }

  private int bottom() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  private MalformedPickleException empty() {
    return new MalformedPickleException(
        "an instruction takes a value from an empty stack", null, null);
  }
}
