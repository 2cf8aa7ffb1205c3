package dev.kern.web;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Told of each request that was answered, on the thread that answered it.
@FunctionalInterface
public interface AccessLog {
  /// A request was answered.
  void answered(Entry entry);

  /// Drops everything.
  static AccessLog none() {
    return _ -> {};
  }

  /// Makes a line of JSON of each request.
  ///
  /// @param sink takes lines, without line ends, from several threads at a time
  static AccessLog lines(Consumer<String> sink) {
    return new Lines(sink);
  }

  /// One that does as much as this one, unless it is of another kind than those here, and tells
  /// nobody.
  default AccessLog unread() {
    return none();
  }

  /// Makes lines.
  record Lines(Consumer<String> sink) implements AccessLog {
    @Override
    public void answered(Entry entry) {
      sink.accept(entry.line());
    }

    @Override
    public AccessLog unread() {
      return new Lines(_ -> {});
    }
  }

  /// A request and its answer. The query isn't in it, nor are headers: both may hold secrets.
  ///
  /// @param time when the request's headers had been read
  /// @param method such as `GET`; `-` if the request couldn't be read
  /// @param path as sent; `-` if the request couldn't be read
  /// @param status such as 200; 408 if the client was too slow to send its request
  /// @param received bytes of the body, unpacked
  /// @param sent bytes of the answer's body
  /// @param micros microseconds from reading the headers to having sent the answer
  /// @param traceParent the W3C trace context that came with it, if it was well-formed
  record Entry(
      Instant time,
      String method,
      String path,
      int status,
      long received,
      long sent,
      long micros,
      Optional<String> traceParent) {
    /// A line of JSON. Whatever could break a line or a terminal is escaped.
    public String line() {
      StringBuilder line = new StringBuilder(160);
      line.append("{\"time\":\"").append(time).append("\",\"method\":\"");
      escape(method, line);
      line.append("\",\"path\":\"");
      escape(path, line);
      line.append("\",\"status\":").append(status);
      line.append(",\"received\":").append(received);
      line.append(",\"sent\":").append(sent);
      line.append(",\"micros\":").append(micros);
      traceParent.ifPresent(
          text -> {
            line.append(",\"traceparent\":\"");
            escape(text, line);
            line.append('"');
          });
      return line.append('}').toString();
    }

    private static void escape(String text, StringBuilder to) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') {
          to.append('\\').append(c);
        } else if (c < ' ' || c > '~') {
          to.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
        } else {
          to.append(c);
        }
      }
    }
  }
}
