package dev.kern.onnx;

/// A pair of texts, as ONNX files keep metadata.
record MetadataEntry(String key, String value) {
  static MetadataEntry read(WireReader entry) {
    String key = "";
    String value = "";
    while (entry.next()) {
      switch (entry.field()) {
        case Fields.Entry.KEY -> key = entry.text();
        case Fields.Entry.VALUE -> value = entry.text();
        default -> entry.skip();
      }
    }
    return new MetadataEntry(key, value);
  }
}
