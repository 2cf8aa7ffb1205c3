package dev.kern.data.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The names of a zip file's entries, as other programs unpack them.
///
/// A field of an entry may say its name in UTF-8, where the encoding of the others can't spell it.
/// Slashes at the beginning are left out. Source: PKWARE, "APPNOTE.TXT", section 4.6.9.
public final class ZipNames {
  private static final int UNICODE_PATH = 0x7075;
  private static final int FIXED_BYTES = 5; // a version and a checksum

  private ZipNames() {}

  /// The name of an entry in a file whose encoding was guessed.
  public static String of(ZipEntry entry) {
    return of(entry, Optional.empty());
  }

  /// The name of an entry.
  ///
  /// @param names the encoding that the file was opened with
  public static String of(ZipEntry entry, Charset names) {
    return of(entry, Optional.of(names));
  }

  private static String of(ZipEntry entry, Optional<Charset> names) {
    String name = unicodePath(entry, names).orElse(entry.getName());
    int begin = 0;
    while (begin < name.length() - 1 && name.charAt(begin) == '/') {
      begin++;
    }
    return name.substring(begin);
  }

  /// The entry of a name, in a file whose encoding was guessed.
  static Optional<ZipEntry> find(ZipFile zip, String name) {
    return Optional.<ZipEntry>ofNullable(zip.getEntry(name))
        .or(
            () ->
                zip.stream()
                    .filter(entry -> of(entry).equals(name))
                    .<ZipEntry>map(entry -> entry)
                    .findFirst());
  }

  /// Whether fields of an entry say its name in UTF-8.
  static boolean haveUnicodePath(ByteBuffer fields) {
    return field(fields).isPresent();
  }

  /// The name that a field says, unless the entry was renamed since.
  private static Optional<String> unicodePath(ZipEntry entry, Optional<Charset> names) {
    byte[] extra = entry.getExtra();
    if (extra == null) {
      return Optional.empty();
    }
    return field(ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN))
        .filter(
            field ->
                Stream.concat(names.stream(), Stream.of(StandardCharsets.UTF_8, ZipFiles.CODE_PAGE))
                    .anyMatch(encoding -> checksum(entry.getName(), encoding) == field.getInt(1)))
        .map(
            field ->
                StandardCharsets.UTF_8
                    .decode(field.slice(FIXED_BYTES, field.limit() - FIXED_BYTES))
                    .toString());
  }

  private static int checksum(String name, Charset encoding) {
    CRC32 checksum = new CRC32();
    checksum.update(name.getBytes(encoding));
    return (int) checksum.getValue();
  }

  /// The content of the first such field.
  private static Optional<ByteBuffer> field(ByteBuffer fields) {
    int size;
    for (int at = 0; at + 4 <= fields.limit(); at += 4 + size) {
      size = Short.toUnsignedInt(fields.getShort(at + 2));
      boolean whole = size > FIXED_BYTES && at + 4 + size <= fields.limit();
      if (whole && Short.toUnsignedInt(fields.getShort(at)) == UNICODE_PATH) {
        return Optional.of(fields.slice(at + 4, size).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    return Optional.empty();
  }
}
