package dev.kern.web;

/// The header `traceparent` of the W3C's Trace Context.
final class TraceParent {
  private static final String FORM = "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";

  private TraceParent() {}

  /// Whether a value has the form of version 00.
  static boolean isValid(String value) {
    if (value.length() != FORM.length() || !value.startsWith("00")) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = value.charAt(i);
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (FORM.charAt(i) == 'x' ? !hex : c != '-') {
        return false;
      }
    }
    return true;
  }
}
