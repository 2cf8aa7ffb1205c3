package dev.kern.data.hdf5;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What describes a group or an array: messages of several types, in one or more blocks.
///
/// @param bytes the file
/// @param at where the header begins
/// @param messages in order
record ObjectHeader(FileBytes bytes, long at, List<Message> messages) {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0b;
  static final int ATTRIBUTE = 0x0c;
  static final int SYMBOLS = 0x11;
  private static final int CONTINUATION = 0x10;
  private static final int ATTRIBUTE_INFO = 0x15;
  private static final int SHARED = 2;
  private static final int MESSAGE_BYTES = 8;
  private static final int START_BYTES = 16;

  /// A message.
  ///
  /// @param type what it says
  /// @param at where its content begins
  /// @param length of its content
  record Message(int type, long at, int length) {}

  static ObjectHeader read(FileBytes bytes, long at) {
    if (bytes.holds(at, "OHDR")) {
      throw newer(bytes, at, "object headers of version 2");
    }
    if (bytes.one(at) != 1) {
      throw bytes.broken(at, "no object header is there", "version 1");
    }
    int count = bytes.two(at + 2);
    List<Message> messages = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    List<long[]> blocks = new ArrayList<>();
    blocks.add(new long[] {at + START_BYTES, bytes.four(at + 8)});
    while (!blocks.isEmpty() && messages.size() < count) {
      long[] block = blocks.removeFirst();
      bytes.expect(block[0], block[1], "an object header");
      if (!seen.add(block[0])) {
        throw bytes.broken(block[0], "an object header repeats itself", "each block once");
      }
      long end = block[0] + block[1];
      for (long m = block[0]; m + MESSAGE_BYTES <= end && messages.size() < count; ) {
        Message message = new Message(bytes.two(m), m + MESSAGE_BYTES, bytes.two(m + 2));
        bytes.expect(message.at(), message.length(), "a message");
        if ((bytes.one(m + 4) & SHARED) != 0) {
          throw newer(bytes, m, "shared messages");
        }
        if (message.type() == CONTINUATION) {
          blocks.add(new long[] {bytes.eight(message.at()), bytes.eight(message.at() + 8)});
        }
        expectOld(bytes, message);
        messages.add(message);
        m = message.at() + message.length();
      }
    }
    return new ObjectHeader(bytes, at, messages);
  }

  private static void expectOld(FileBytes bytes, Message message) {
    switch (message.type()) {
      case LINK, LINK_INFO -> throw newer(bytes, message.at(), "groups with links");
      case ATTRIBUTE_INFO -> throw newer(bytes, message.at(), "attributes outside of headers");
      default -> {}
    }
  }

  /// The error for what Keras doesn't write.
  static DataException newer(FileBytes bytes, long at, String what) {
    return Problem.at("%s, byte %s".formatted(bytes.name(), Problem.count(at)), "unsupported HDF5")
        .given(what)
        .expected("a file as Keras writes it: libver 'earliest', arrays neither chunked nor packed")
        .fix("load the model in Keras and save it again: model.save('model.keras')");
  }

  /// The first message of a type, or one at -1.
  Message message(int type) {
    return messages.stream()
        .filter(message -> message.type() == type)
        .findFirst()
        .orElse(new Message(type, FileBytes.NOWHERE, 0));
  }

  boolean has(int type) {
    return message(type).at() != FileBytes.NOWHERE;
  }
}
