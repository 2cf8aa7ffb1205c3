package dev.kern.data.hdf5;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.data.file.RegularFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An HDF5 file as Keras writes it: its arrays by path, and the texts that its groups have as
/// attributes.
///
/// ```java
/// Hdf5File file = Hdf5File.read(Path.of("model.h5"));
/// Optional<String> config = file.text("", "model_config");
/// float[] filters = file.arrays().get("model_weights/conv2d/conv2d/kernel:0").floats();
/// ```
public final class Hdf5File {
  private static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final int MOST_OBJECTS = 20_000;
  private static final int MOST_MESSAGES = 200_000;
  private static final int DEEPEST = 32;
  private static final int LONGEST_PATH = 1000;
  private static final int SYMBOL_BYTES = 40;
  private static final int SYMBOLIC_LINK = 2;
  private static final int HEAP_TEXT_BYTES = 16;

  private final FileBytes bytes;
  private final Map<String, ObjectHeader> groups = new LinkedHashMap<>();
  private final Map<String, NumberArray> arrays = new LinkedHashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private int symbols;
  private int messages;
  private long texts; // how many bytes texts may still have, so that none is read many times

  private Hdf5File(FileBytes bytes) {
    this.bytes = bytes;
    this.texts = bytes.content().length;
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, isn't sound, or has what Keras doesn't write.
  public static Hdf5File read(Path file) {
    RegularFile.expect(file);
    byte[] content = BoundedFile.read(file, LARGEST, "weights in HDF5", "the right file");
    return of(file.toString(), content);
  }

  /// Reads a file whose content is in memory, which is kept; `name` is for messages.
  ///
  /// Fails as [#read] does.
  public static Hdf5File of(String name, byte[] content) {
    FileBytes bytes = new FileBytes(name, content);
    if (!bytes.holds(0, SIGNATURE)) {
      throw Problem.at(name, "not an HDF5 file")
          .expected("the bytes 89 48 44 46 0d 0a 1a 0a at the start")
          .fix("save the model again in Keras: model.save('model.h5')");
    }
    int version = bytes.one(8);
    if (version > 1) {
      throw ObjectHeader.newer(bytes, 8, "a superblock of version " + version);
    }
    if (bytes.one(13) != Long.BYTES || bytes.one(14) != Long.BYTES) {
      throw ObjectHeader.newer(bytes, 13, "addresses of other than 8 bytes");
    }
    long entry = (version == 0 ? 24 : 28) + 4L * Long.BYTES;
    Hdf5File file = new Hdf5File(bytes);
    file.walk(bytes.eight(entry + Long.BYTES));
    return file;
  }

  /// An object that is still to be visited.
  private record Open(String path, long at, int depth) {}

  private void walk(long root) {
    List<Open> open = new ArrayList<>(List.of(new Open("", root, 0)));
    int count = 0;
    while (!open.isEmpty()) {
      Open next = open.removeLast();
      if (next.depth() > DEEPEST || next.path().length() > LONGEST_PATH) {
        throw tooMany(next.depth() + " levels");
      }
      expectFew(++count, MOST_OBJECTS, "groups and arrays");
      expectNew(next.at());
      ObjectHeader header = ObjectHeader.read(bytes, next.at());
      messages += header.messages().size();
      expectFew(messages, MOST_MESSAGES, "messages");
      if (header.has(ObjectHeader.SYMBOLS)) {
        groups.put(next.path(), header);
        long at = header.message(ObjectHeader.SYMBOLS).at();
        String prefix = next.path().isEmpty() ? "" : next.path() + "/";
        members(bytes.eight(at), bytes.eight(at + 8))
            .forEach(
                (name, address) -> open.add(new Open(prefix + name, address, next.depth() + 1)));
      } else if (header.has(ObjectHeader.LAYOUT)) {
        arrays.put(next.path(), Dataset.read(next.path(), header));
      }
    }
  }

  /// Many small parts of a file may claim the same bytes: their number bounds the work.
  private void expectFew(int count, int most, String what) {
    if (count > most) {
      throw tooMany("more than %s %s".formatted(Problem.count(most), what));
    }
  }

  private DataException tooMany(String given) {
    return Problem.at(bytes.name(), "far more groups and arrays than a network has")
        .given(given)
        .expected("at most %s objects, %d levels".formatted(Problem.count(MOST_OBJECTS), DEEPEST))
        .fix("use a file that holds a model only");
  }

  private void expectNew(long at) {
    expectFew(seen.size(), MOST_MESSAGES, "tables");
    if (!seen.add(at)) {
      throw bytes.broken(at, "two names lead to one object", "a tree of groups");
    }
  }

  /// The addresses of a group's members by name.
  private Map<String, Long> members(long tree, long heap) {
    bytes.expect(heap, "HEAP", "a heap of names");
    long names = bytes.eight(heap + 24);
    long length = bytes.eight(heap + 8);
    bytes.expect(names, length, "a heap of names");
    Map<String, Long> members = new LinkedHashMap<>();
    List<Long> open = new ArrayList<>(List.of(tree));
    while (!open.isEmpty()) {
      long node = open.removeLast();
      expectNew(node);
      if (bytes.holds(node, "TREE")) {
        int children = bytes.two(node + 6);
        for (int i = 0; i < children; i++) {
          open.add(bytes.eight(node + 24 + 16L * i + 8));
        }
        expectFew(open.size(), MOST_MESSAGES, "tables");
        continue;
      }
      bytes.expect(node, "SNOD", "a group's table");
      int count = bytes.two(node + 6);
      symbols += count;
      expectFew(symbols, MOST_OBJECTS, "groups and arrays");
      for (int i = 0; i < count; i++) {
        long symbol = node + 8 + (long) SYMBOL_BYTES * i;
        long name = bytes.eight(symbol);
        if (name < 0 || name >= length) {
          throw bytes.broken(symbol, "a name lies outside of its heap", "within it");
        }
        if (bytes.four(symbol + 16) != SYMBOLIC_LINK) {
          String word = bytes.text(names + name, Math.min(LONGEST_PATH, length - name));
          members.put(word, bytes.eight(symbol + 8));
        }
      }
    }
    return members;
  }

  /// The arrays by path, such as `model_weights/conv2d/conv2d/kernel:0`.
  public Map<String, NumberArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /// The paths of all groups; that of the first one is empty.
  public Set<String> groups() {
    return Collections.unmodifiableSet(groups.keySet());
  }

  /// A text that a group has as an attribute, if it has one of that name.
  ///
  /// Fails with `DataException` if the attribute isn't sound.
  public Optional<String> text(String group, String attribute) {
    return texts(group, attribute).stream().findFirst();
  }

  /// The texts of an attribute; none if there is no such attribute, or it has other elements.
  private List<String> texts(String group, String attribute) {
    ObjectHeader header = groups.get(group);
    if (header == null) {
      return List.of();
    }
    for (ObjectHeader.Message message : header.messages()) {
      if (message.type() == ObjectHeader.ATTRIBUTE) {
        List<String> found = texts(message, attribute);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  private List<String> texts(ObjectHeader.Message message, String wanted) {
    long at = message.at();
    int version = bytes.one(at);
    if (version < 1 || version > 3) {
      throw bytes.broken(at, "unknown version of an attribute", "1 to 3");
    }
    long unit = version == 1 ? 8 : 1; // what lengths are rounded up to
    long name = at + (version == 3 ? 9 : 8);
    long type = name + Math.ceilDiv(bytes.two(at + 2), unit) * unit;
    if (!bytes.holds(name, wanted + "\0")) {
      return List.of();
    }
    long space = type + Math.ceilDiv(bytes.two(at + 4), unit) * unit;
    long data = space + Math.ceilDiv(bytes.two(at + 6), unit) * unit;
    long count = Dataspace.size(Dataspace.read(bytes, space));
    Datatype datatype = Datatype.read(bytes, type);
    long width = datatype.kind() == Datatype.Kind.HEAP_TEXT ? HEAP_TEXT_BYTES : datatype.size();
    if (count < 0 || width < 0 || count > bytes.content().length) {
      throw bytes.broken(at, "an attribute has too many elements", "as many as there are");
    }
    bytes.expect(data, count * width, "an attribute");
    List<String> texts = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      switch (datatype.kind()) {
        case TEXT -> texts.add(text(data + i * width, width));
        case HEAP_TEXT -> texts.add(heapText(data + i * width));
        case NUMBER, BFLOAT16, OTHER -> {
          return List.of();
        }
      }
    }
    return texts;
  }

  private String text(long at, long length) {
    texts -= length;
    if (texts < 0) {
      throw bytes.broken(at, "its texts are longer than the file", "each text once");
    }
    return bytes.text(at, length);
  }

  /// A text in a heap: its length, the heap's address, its number there.
  private String heapText(long at) {
    long length = bytes.four(at);
    long heap = bytes.eight(at + 4);
    long wanted = bytes.four(at + 12);
    bytes.expect(heap, "GCOL", "a heap of texts");
    long end = heap + bytes.eight(heap + 8);
    bytes.expect(heap, end - heap, "a heap of texts");
    for (long object = heap + 16; object + 16 <= end; ) {
      int number = bytes.two(object);
      long size = bytes.eight(object + 8);
      if (number == 0 || size < 0 || size > end - object - 16) {
        break;
      }
      if (number == wanted) {
        return text(object + 16, Math.min(length, size));
      }
      object += 16 + Math.ceilDiv(size, 8L) * 8;
    }
    throw bytes.broken(at, "a text is not in its heap", "number " + wanted);
  }
}
