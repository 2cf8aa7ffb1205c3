package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.PickleValue.Constant;
import dev.kern.data.pickle.PickleValue.Real;
import dev.kern.data.pickle.PickleValue.Whole;
import dev.kern.data.pickle.StringValue.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs a pickle: the instructions that build plain values, and the calls that its [Reducers] know.
///
/// There is no recursion and every count is limited, so that no file can make it run long or use
/// much memory: an instruction creates at most one value, and there may be at most [#MOST_VALUES].
final class Unpickler {
  /// Far more than arrays need, with room for lists of names.
  private static final int MOST_VALUES = 400_000;

  /// The limit for the items of all lists, tuples and dicts together.
  private static final int MOST_ITEMS = 1_000_000;

  private static final int NEWEST_PROTOCOL = 5;

  private final Content content;
  private final Operands operands;
  private final UnpicklerStack stack = new UnpicklerStack();
  private final Reducers construction;
  private long at; // the position of the current instruction
  private int made; // the number of values so far
  private int held; // the number of items in lists, tuples and dicts
  private long framesEnd;

  /// @param construction what may be called
  Unpickler(Content content, Reducers construction) {
    this.content = content;
    this.construction = construction;
    this.operands = new Operands(content);
  }

  /// Runs up to the `STOP` instruction and returns the pickled value.
  PickleValue run() {
    try {
      do {
        at = content.position();
      } while (step(content.next()));
      return stack.last();
    } catch (MalformedPickleException e) {
      Problem problem = Problem.at(content.place(at), e.what);
      problem = e.given == null ? problem : problem.given(e.given);
      problem = e.expected == null ? problem : problem.expected(e.expected);
      throw problem.fix(e.fix).within(key());
    } catch (DataException e) {
      throw e.within(key());
    }
  }

  /// Fails unless the announced frames fit into the content, which has this many bytes.
  void checkFrames(long length) {
    if (framesEnd > length) {
      throw Problem.at(content.place(length), "the pickle announces more data than the file holds")
          .given("a frame that ends at byte " + Problem.count(framesEnd))
          .fix("download or copy the file again; it is truncated, or its header is wrong");
    }
  }

  private String key() {
    String key = stack.key();
    return key == null ? "" : ", key " + Problem.quote(key);
  }

  /// Runs one instruction; false if it was the last.
  ///
  /// One long switch, since it is the table of instructions. Characters and names are those of
  /// `pickletools`.
  private boolean step(int instruction) {
    switch (instruction) {
      case '.' -> {
        return false;
      }
      case 0x80 -> protocol(operands.unsigned(1)); // PROTO
      case 0x95 -> framesEnd = Math.max(framesEnd, frameEnd(operands.unsigned(8))); // FRAME

      case '(' -> stack.mark();
      case '0' -> stack.drop();
      case '1' -> stack.popMarked();
      case '2' -> stack.push(stack.top());

      case 'p' -> stack.memoize(operands.wholeLine());
      case 'q' -> stack.memoize(operands.unsigned(1));
      case 'r' -> stack.memoize(operands.unsigned(4));
      case 0x94 -> stack.memoizeNext(); // MEMOIZE
      case 'g' -> stack.recall(operands.wholeLine());
      case 'h' -> stack.recall(operands.unsigned(1));
      case 'j' -> stack.recall(operands.unsigned(4));

      case 'N' -> stack.push(Constant.NONE);
      case 0x88 -> stack.push(Constant.TRUE); // NEWTRUE
      case 0x89 -> stack.push(Constant.FALSE); // NEWFALSE
      case 'I' -> intLine();
      case 'J' -> make(new Whole(operands.int32()));
      case 'K' -> make(new Whole(operands.unsigned(1)));
      case 'M' -> make(new Whole(operands.unsigned(2)));
      case 'L' -> make(new Whole(operands.wholeLine()));
      case 0x8a -> make(new Whole(operands.whole(operands.unsigned(1)))); // LONG1
      case 0x8b -> make(new Whole(operands.whole(operands.signedLength()))); // LONG4
      case 'F' -> make(new Real(operands.realLine()));
      case 'G' -> make(new Real(operands.real()));

      case 'S' -> make(operands.textLine(Encoding.QUOTED));
      case 'T' -> make(operands.text(Encoding.RAW, true, operands.signedLength()));
      case 'U' -> make(operands.text(Encoding.RAW, true, operands.unsigned(1)));
      case 'V' -> make(operands.textLine(Encoding.ESCAPED));
      case 'X' -> make(operands.text(Encoding.UTF8, false, operands.unsigned(4)));
      case 0x8c ->
          make(operands.text(Encoding.UTF8, false, operands.unsigned(1))); // SHORT_BINUNICODE
      case 0x8d -> make(operands.text(Encoding.UTF8, false, operands.unsigned(8))); // BINUNICODE8
      case 'B' -> make(operands.text(Encoding.RAW, true, operands.unsigned(4)));
      case 'C' -> make(operands.text(Encoding.RAW, true, operands.unsigned(1)));
      case 0x8e, 0x96 ->
          make(operands.text(Encoding.RAW, true, operands.unsigned(8))); // BINBYTES8, BYTEARRAY8

      case ')' -> make(new SequenceValue(true, List.of()));
      case 't' -> make(new SequenceValue(true, hold(stack.popMarked())));
      case 0x85 -> tuple(1); // TUPLE1
      case 0x86 -> tuple(2); // TUPLE2
      case 0x87 -> tuple(3); // TUPLE3
      case ']' -> make(new SequenceValue(false, new ArrayList<>()));
      case 'l' -> make(new SequenceValue(false, new ArrayList<>(hold(stack.popMarked()))));
      case 'a' -> append(List.of(stack.pop()));
      case 'e' -> append(stack.popMarked());
      case '}' -> make(new DictValue());
      case 'd' -> dict();
      case 's' -> setOne();
      case 'u' -> setAll(stack.popMarked());

      case 'c' -> name(operands.line(), operands.line());
      case 0x93 -> nameOnStack(); // STACK_GLOBAL
      case 'R' -> call();
      case 'b' -> {
        PickleValue state = stack.pop();
        construction.build(stack.top(), state);
      }
      case 'Q' -> stored(); // BINPERSID
      default -> refuse(instruction);
    }
    return true;
  }

  private void make(PickleValue value) {
    if (++made > MOST_VALUES) {
      throw tooMany(MOST_VALUES, " values");
    }
    stack.push(value);
  }

  private List<PickleValue> hold(List<PickleValue> items) {
    held += items.size();
    if (held > MOST_ITEMS) {
      throw tooMany(MOST_ITEMS, " items in lists and dicts");
    }
    return items;
  }

  private static MalformedPickleException tooMany(int most, String what) {
    return new MalformedPickleException(
        "the pickle holds more than arrays",
        "more than " + Problem.count(most) + what,
        "a dict of arrays, each of which takes about 20 values");
  }

  private void protocol(long version) {
    if (version > NEWEST_PROTOCOL) {
      throw new MalformedPickleException(
          "unknown pickle protocol",
          "protocol " + version,
          "0 to " + NEWEST_PROTOCOL,
          "write it with pickle.dump(…, protocol=4)");
    }
  }

  private long frameEnd(long length) {
    long end = content.position() + length;
    return end < 0 ? Long.MAX_VALUE : end;
  }

  private void intLine() {
    String line = operands.line();
    switch (line) {
      case "00" -> stack.push(Constant.FALSE);
      case "01" -> stack.push(Constant.TRUE);
      default -> {
        try {
          make(new Whole(Long.parseLong(line)));
        } catch (NumberFormatException _) {
          throw new MalformedPickleException(
              "not an integer", Problem.quote(line), "at most 19 digits");
        }
      }
    }
  }

  private void tuple(int size) {
    PickleValue[] items = new PickleValue[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    make(new SequenceValue(true, List.of(items)));
  }

  private void append(List<PickleValue> items) {
    if (stack.top() instanceof SequenceValue(boolean tuple, List<PickleValue> list) && !tuple) {
      list.addAll(hold(items));
    } else {
      throw new MalformedPickleException(
          "an item is appended to something other than a list", stack.top().kind(), "a list");
    }
  }

  private void dict() {
    List<PickleValue> items = stack.popMarked();
    make(new DictValue());
    setAll(items);
  }

  private void setOne() {
    PickleValue value = stack.pop();
    PickleValue key = stack.pop();
    setAll(List.of(key, value));
  }

  private void setAll(List<PickleValue> items) {
    if (!(stack.top() instanceof DictValue dict)) {
      throw new MalformedPickleException(
          "a key is set in something other than a dict", stack.top().kind(), "a dict");
    }
    if (hold(items).size() % 2 != 0) {
      throw new MalformedPickleException(
          "a key of the dict has no value", items.getLast().kind(), null);
    }
    for (int i = 0; i < items.size(); i += 2) {
      Object key = key(items.get(i));
      if (dict.entries.put(key, items.get(i + 1)) != null) {
        throw new MalformedPickleException(
            "duplicate key in a dict", items.get(i).kind(), "each key once");
      }
    }
  }

  private static Object key(PickleValue value) {
    String text = value.shortText();
    if (text != null) {
      return text;
    }
    if (value instanceof Whole(long number)) {
      return number;
    }
    throw new MalformedPickleException(
        "not a valid dict key",
        value.kind(),
        "a string of at most " + StringValue.SHORT + " bytes, or an integer");
  }

  private void nameOnStack() {
    PickleValue name = stack.pop();
    PickleValue module = stack.pop();
    String nameText = name.shortText();
    String moduleText = module.shortText();
    if (nameText != null && moduleText != null) {
      name(moduleText, nameText);
    } else {
      throw new MalformedPickleException(
          "a name that is not a string", module.kind() + " and " + name.kind(), null);
    }
  }

  private void name(String module, String name) {
    PickleValue function = construction.named(module, name);
    if (function == null) {
      throw new MalformedPickleException(
          "the pickle calls code",
          Problem.quote(module + "." + name),
          construction.allowed(),
          construction.plainly());
    }
    stack.push(function);
  }

  private void call() {
    PickleValue arguments = stack.pop();
    PickleValue function = stack.pop();
    PickleValue value =
        arguments instanceof SequenceValue(boolean tuple, List<PickleValue> items) && tuple
            ? construction.call(function, items, at)
            : null;
    if (value == null) {
      throw new MalformedPickleException(
          "a call to something that can't be called",
          function.kind() + " with " + arguments.kind(),
          null);
    }
    make(value);
  }

  private void stored() {
    PickleValue id = stack.top();
    PickleValue value = construction.stored(id);
    if (value == null) {
      refuse('Q');
    } else {
      stack.pop();
      make(value);
    }
  }

  private void refuse(int instruction) {
    if (instruction < 0) {
      throw new MalformedPickleException(
          "the file ends in the middle of the pickle", null, "the instruction STOP at the end");
    }
    String name =
        switch (instruction) {
          case 'i', 'o', 0x81, 0x92 -> "it creates an instance of a class";
          case 'P', 'Q' -> "it refers to something outside the file";
          case 0x82, 0x83, 0x84 -> "it calls code by a registered number";
          case 0x8f, 0x90, 0x91 -> "it creates a set";
          case 0x97, 0x98 -> "it refers to a buffer outside the file";
          default -> null;
        };
    if (name == null) {
      throw new MalformedPickleException("not a pickle instruction", byteText(instruction), null);
    }
    throw new MalformedPickleException(
        "a pickle instruction that NumPy arrays don't need",
        byteText(instruction) + ": " + name,
        null,
        "pickle plain NumPy arrays in a dict");
  }

  private static String byteText(int value) {
    String hex = String.format(Locale.ROOT, "byte 0x%02x", value);
    return value > ' ' && value < 0x7f ? hex + " '" + (char) value + "'" : hex;
  }
}
