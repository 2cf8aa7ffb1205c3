package dev.kern.web;

import dev.kern.data.file.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which pages of other origins may use the server (CORS).
final class Origins {
  private static final String LONGEST_PREFLIGHT_SECONDS = "600";
  private static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9_.-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");
  private static final int LAST_PORT = 65_535;

  private final Set<String> allowed;
  private final boolean any;

  /// Fails with [IllegalArgumentException] if something isn't an origin.
  ///
  /// @param allowed such as `https://example.org`; `*` for all
  Origins(List<String> allowed) {
    this.allowed = allowed.stream().map(Origins::sent).collect(Collectors.toUnmodifiableSet());
    this.any = allowed.contains(ANY);
  }

  /// An origin as browsers send it: in lower case, and without the port that its scheme implies.
  private static String sent(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    Matcher parts = ORIGIN.matcher(lower);
    if (lower.equals(ANY)) {
      return lower;
    }
    if (!parts.matches() || (parts.group(3) != null && isNoPort(parts.group(3)))) {
      throw new IllegalArgumentException(
          """
          CORS: not an origin
            given     %s
            expected  *, or the scheme, host and port of a page, and no path
            fix       https://example.org, for instance\
          """
              .formatted(origin));
    }
    boolean implied =
        switch (parts.group(1) + ":" + parts.group(3)) {
          case "http:80", "https:443" -> true;
          default -> false;
        };
    return implied ? lower.substring(0, lower.lastIndexOf(':')) : lower;
  }

  private static boolean isNoPort(String digits) {
    return Integer.parseInt(digits) > LAST_PORT;
  }

  /// Fails with status 403 if a page of an origin that isn't allowed wants to change something.
  ///
  /// Browsers let pages send such requests anywhere and only keep the answers from them. Programs
  /// send no origin.
  void checkChange(String origin, String host) {
    if (!origin.isEmpty() && !isAllowed(origin) && !isSame(origin, host)) {
      throw HttpException.of(
          403,
          Problem.at("header Origin", "pages of other sites may not do this")
              .given(Problem.quote(origin))
              .expected(
                  allowed.isEmpty() ? "a page of the server itself" : "one of " + allowedList())
              .fix("let the server allow the origin when it is started, such as by --cors"));
    }
  }

  /// The headers that let a page of an origin read the answer.
  Map<String, String> headers(String origin) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!any && !allowed.isEmpty()) {
      headers.put("Vary", "Origin");
    }
    if (isAllowed(origin)) {
      headers.put("Access-Control-Allow-Origin", any ? "*" : origin);
      headers.put("Access-Control-Expose-Headers", "*");
    }
    return headers;
  }

  /// The headers that answer whether a page of an origin may send a request.
  ///
  /// @param methods those of the path
  /// @param names the headers that the page wants to send, with commas
  Map<String, String> preflight(String origin, String methods, String names) {
    Map<String, String> headers = headers(origin);
    if (isAllowed(origin)) {
      headers.put("Access-Control-Allow-Methods", methods);
      if (names.chars().allMatch(c -> c >= ' ' && c < 127) && !names.isEmpty()) {
        headers.put("Access-Control-Allow-Headers", names);
      }
      headers.put("Access-Control-Max-Age", LONGEST_PREFLIGHT_SECONDS);
    }
    return headers;
  }

  /// Whether an origin is that of the server, by the name and port that the client used.
  static boolean isSame(String origin, String host) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  private String allowedList() {
    return Problem.list(allowed.stream().sorted().toList());
  }

  private boolean isAllowed(String origin) {
    return !origin.isEmpty() && (any || allowed.contains(origin));
  }
}
