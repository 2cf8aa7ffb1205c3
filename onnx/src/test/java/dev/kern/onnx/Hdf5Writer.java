package dev.kern.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes groups with texts and arrays of floats as HDF5, in the oldest form, as h5py does.
final class Hdf5Writer {
  private static final int ROOM = 1 << 20;
  private static final int ENTRY = 56;
  private static final long NOWHERE = -1;

  private final ByteBuffer out = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);

  private Hdf5Writer() {}

  /// A group.
  ///
  /// @param members groups, and arrays as floats after their extents
  /// @param texts attributes
  record Group(Map<String, Object> members, Map<String, String> texts) {
    Group() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /// The group at a path below this one, made if need be.
    Group at(String path) {
      Group group = this;
      for (String name : path.split("/", -1)) {
        group = (Group) group.members.computeIfAbsent(name, _ -> new Group());
      }
      return group;
    }

    /// Puts an array into a group below this one.
    void put(String path, List<Integer> shape, float... values) {
      int last = path.lastIndexOf('/');
      at(path.substring(0, last)).members.put(path.substring(last + 1), new Array(shape, values));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Array(List<Integer> shape, float[] values) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Message(int type, byte[] content) {}

  /// The file of a group.
  static byte[] of(Group root) {
    Hdf5Writer writer = new Hdf5Writer();
    writer.out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
    writer.out.put(13, (byte) 8).put(14, (byte) 8).putShort(16, (short) 4).putShort(18, (short) 16);
    writer.out.putLong(32, NOWHERE).putLong(48, NOWHERE).position(ENTRY + 40);
    writer.out.putLong(ENTRY + 8, writer.group(root));
    writer.out.putLong(40, writer.out.position());
    byte[] file = new byte[writer.out.position()];
    writer.out.get(0, file);
    return file;
  }

  private long group(Group group) {
    Map<String, Long> members = new LinkedHashMap<>();
    group.members.forEach(
        (name, member) ->
            members.put(
                name, member instanceof Group inner ? group(inner) : array((Array) member)));
    ByteBuffer names =
        buffer(8 + members.keySet().stream().mapToInt(name -> 8 + name.length()).sum());
    names.position(8);
    ByteBuffer table = buffer(8 + 40 * members.size());
    table.put("SNOD".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    table.putShort((short) members.size());
    members.forEach(
        (name, address) -> {
          table.putLong(names.position()).putLong(address).position(table.position() + 24);
          names.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        });
    long namesAt = append(bytes(names));
    ByteBuffer heap = buffer(32);
    heap.put("HEAP".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    heap.putLong(names.capacity()).putLong(1).putLong(namesAt);
    long heapAt = append(bytes(heap));
    ByteBuffer tree = buffer(48);
    tree.put("TREE".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0).putShort((short) 1);
    tree.putLong(NOWHERE).putLong(NOWHERE).putLong(0).putLong(append(bytes(table))).putLong(8);
    long treeAt = append(bytes(tree));
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(0x11, bytes(buffer(16).putLong(treeAt).putLong(heapAt))));
    group.texts.forEach((name, text) -> messages.add(new Message(0x0c, attribute(name, text))));
    return header(messages);
  }

  private static byte[] attribute(String name, String text) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    int keyRoom = Math.ceilDiv(key.length + 1, 8) * 8;
    ByteBuffer content = buffer(8 + keyRoom + 16 + value.length);
    content.put((byte) 1).put((byte) 0).putShort((short) (key.length + 1));
    content.putShort((short) 8).putShort((short) 8).put(key).position(8 + keyRoom);
    content.putInt(0x13).putInt(value.length).putLong(1).put(value);
    return bytes(content);
  }

  private long array(Array array) {
    ByteBuffer numbers = buffer(Float.BYTES * array.values.length);
    numbers.asFloatBuffer().put(array.values);
    long dataAt = append(bytes(numbers));
    ByteBuffer space = buffer(8 + 8 * array.shape.size());
    space.put((byte) 1).put((byte) array.shape.size()).position(8);
    array.shape.forEach(extent -> space.putLong(extent));
    ByteBuffer type = buffer(24);
    type.put((byte) 0x11).put((byte) 0x20).put((byte) 0x1f).put((byte) 0).putInt(Float.BYTES);
    type.putShort((short) 0).putShort((short) 32);
    type.put((byte) 23).put((byte) 8).put((byte) 0).put((byte) 23).putInt(127);
    ByteBuffer layout = buffer(24).put((byte) 3).put((byte) 1);
    layout.putLong(dataAt).putLong(numbers.capacity());
    return header(
        List.of(
            new Message(0x01, bytes(space)),
            new Message(0x03, bytes(type)),
            new Message(0x08, bytes(layout))));
  }

  private long header(List<Message> messages) {
    int size = messages.stream().mapToInt(m -> 8 + Math.ceilDiv(m.content.length, 8) * 8).sum();
    ByteBuffer header = buffer(16 + size);
    header.put((byte) 1).put((byte) 0).putShort((short) messages.size()).putInt(1).putInt(size);
    header.position(16);
    for (Message message : messages) {
      int room = Math.ceilDiv(message.content.length, 8) * 8;
      header.putShort((short) message.type).putShort((short) room).putInt(0);
      header.put(message.content).position(header.position() + room - message.content.length);
    }
    return append(bytes(header));
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] all = new byte[buffer.capacity()];
    buffer.get(0, all);
    return all;
  }

  private long append(byte[] content) {
    out.position(Math.ceilDiv(out.position(), 8) * 8);
    long at = out.position();
    out.put(content);
    return at;
  }
}
