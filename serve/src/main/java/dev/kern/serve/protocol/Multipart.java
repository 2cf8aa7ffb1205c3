package dev.kern.serve.protocol;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of a body of the type `multipart/form-data`, as browsers and `curl -F` send them.
///
/// Source: RFC 7578 and RFC 2046, section 5.1.
final class Multipart {
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?i)multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");
  private static final Pattern NAME =
      Pattern.compile("(?i)(?:^|;)\\s*(filename|name)=(?:\"([^\"]*)\"|([^\\s;\"]+))");
  private static final String DISPOSITION = "content-disposition:";
  private static final int LONGEST_HEADERS = 1 << 13;

  private final byte[] body;
  private final byte[] delimiter;
  private int at;

  /// A file of a form.
  ///
  /// @param name its name, or else that of its field
  @SuppressWarnings("ArrayRecordComponent") // made for each request and never compared
  record File(String name, byte[] content) {}

  private Multipart(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Whether a body has parts, by its media type.
  static boolean is(String type) {
    return type.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
  }

  /// The files of a body.
  ///
  /// Fails with `DataException` if it isn't of this type, is cut short, or has too many.
  static List<File> files(String type, byte[] body, int most) {
    Matcher boundary = BOUNDARY.matcher(type);
    if (!boundary.matches()) {
      throw Problem.at("header Content-Type", "not a form with a boundary")
          .given(Problem.quote(type))
          .expected("multipart/form-data; boundary=…")
          .fix("let your HTTP client set this header, as curl -F does");
    }
    String word = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    return new Multipart(body, word).files(most);
  }

  private List<File> files(int most) {
    List<File> files = new ArrayList<>();
    at = find(0) + delimiter.length;
    while (!startsWith("--", at)) {
      if (files.size() == most) {
        throw Problem.at("body", "too many parts")
            .expected("at most " + most)
            .fix("send them in several requests");
      }
      files.add(file());
    }
    return files;
  }

  /// The part whose delimiter ends here.
  private File file() {
    String name = "image " + at;
    at = afterLine(at);
    int end = Math.min(body.length, at + LONGEST_HEADERS);
    int headersAt = at;
    while (!startsWith("\r\n", at)) {
      int line = at;
      at = afterLine(at);
      if (at > end) {
        throw broken(headersAt, "no empty line behind the headers of a part");
      }
      String header = new String(body, line, at - line - 2, StandardCharsets.UTF_8);
      if (header.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length())) {
        name = name(header.substring(DISPOSITION.length())).orElse(name);
      }
    }
    int from = at + 2;
    int next = find(from);
    if (next < from + 2 || !startsWith("\r\n", next - 2)) {
      throw broken(next, "no line break in front of the boundary");
    }
    at = next + delimiter.length;
    return new File(name, Arrays.copyOfRange(body, from, next - 2));
  }

  private static Optional<String> name(String disposition) {
    Optional<String> field = Optional.empty();
    Matcher names = NAME.matcher(disposition);
    while (names.find()) {
      Optional<String> value =
          Optional.of(names.group(2) == null ? names.group(3) : names.group(2))
              .filter(text -> !text.isEmpty());
      if (value.isPresent() && names.group(1).equalsIgnoreCase("filename")) {
        return value;
      }
      field = value;
    }
    return field;
  }

  private int find(int from) {
    for (int i = from; i <= body.length - delimiter.length; i++) {
      if (Arrays.equals(body, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    throw broken(from, "the boundary is missing");
  }

  private int afterLine(int from) {
    for (int i = from; i + 1 < body.length; i++) {
      if (body[i] == '\r' && body[i + 1] == '\n') {
        return i + 2;
      }
    }
    throw broken(from, "cut short within a part");
  }

  private boolean startsWith(String two, int from) {
    return from + 1 < body.length && body[from] == two.charAt(0) && body[from + 1] == two.charAt(1);
  }

  private static DataException broken(int position, String what) {
    return Problem.at("body, byte " + Problem.count(position), what)
        .expected("parts between boundaries, as RFC 7578 has them")
        .fix("let your HTTP client make the form, as curl -F does");
  }
}
