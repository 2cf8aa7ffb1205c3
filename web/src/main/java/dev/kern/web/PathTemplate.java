package dev.kern.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The paths of a route, such as `/v2/models/{model}/infer` or `/v1/models/{model}:predict`.
///
/// A `{name}` stands for one or more characters of a segment, of which it may leave a fixed end. A
/// colon begins such an end and is never part of what a name stands for, unless it is encoded.
final class PathTemplate {
  private final String text;
  private final List<Segment> segments;

  /// A part between slashes: all of it is fixed, or a name and a fixed end.
  private record Segment(@Nullable String name, String fixed) {
    boolean matches(String path, int from, int to) {
      int length = to - from;
      if (name == null) {
        return length == fixed.length() && path.startsWith(fixed, from);
      }
      int end = to - fixed.length();
      int colon = path.indexOf(':', from);
      return end > from && path.startsWith(fixed, end) && (colon < 0 || colon >= end);
    }
  }

  private PathTemplate(String text, List<Segment> segments) {
    this.text = text;
    this.segments = segments;
  }

  /// Fails with [IllegalArgumentException] if the text isn't a template.
  static PathTemplate of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(text + " doesn't start with /");
    }
    List<Segment> segments = new ArrayList<>();
    for (String part : text.substring(1).split("/", -1)) {
      int close = part.indexOf('}');
      if (part.startsWith("{") && close > 1) {
        segments.add(new Segment(part.substring(1, close), part.substring(close + 1)));
      } else if (part.contains("{") || close >= 0) {
        throw new IllegalArgumentException(text + " has braces that aren't at a segment's start");
      } else {
        segments.add(new Segment(null, part));
      }
    }
    return new PathTemplate(text, List.copyOf(segments));
  }

  /// Whether it stands for one path only.
  boolean isFixed() {
    return segments.stream().allMatch(segment -> segment.name == null);
  }

  /// What stands for each name in a path, decoded, if the path matches; null otherwise.
  ///
  /// @param path as sent, encoded
  @Nullable List<String> match(String path) {
    List<String> values = new ArrayList<>(2);
    int from = 1;
    for (int i = 0; i < segments.size(); i++) {
      if (from > path.length()) {
        return null;
      }
      int slash = path.indexOf('/', from);
      boolean last = i == segments.size() - 1;
      if (last != slash < 0) {
        return null;
      }
      int to = last ? path.length() : slash;
      Segment segment = segments.get(i);
      if (!segment.matches(path, from, to)) {
        return null;
      }
      if (segment.name != null) {
        values.add(Percent.decode(path.substring(from, to - segment.fixed.length())));
      }
      from = to + 1;
    }
    return values;
  }

  /// The place of a name among those of the template; -1 if it has no such name.
  int indexOf(String name) {
    int at = 0;
    for (Segment segment : segments) {
      if (name.equals(segment.name)) {
        return at;
      }
      at += segment.name == null ? 0 : 1;
    }
    return -1;
  }

  /// Negative if this one is to be tried before another: it has more that is fixed, from the left.
  int before(PathTemplate other) {
    for (int i = 0; i < Math.min(segments.size(), other.segments.size()); i++) {
      Segment mine = segments.get(i);
      Segment its = other.segments.get(i);
      if ((mine.name == null) != (its.name == null)) {
        return mine.name == null ? -1 : 1;
      }
      int longer = its.fixed.length() - mine.fixed.length();
      if (longer != 0) {
        return longer;
      }
    }
    return other.segments.size() - segments.size();
  }

  @Override
  public String toString() {
    return text;
  }
}
