package dev.kern.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which pages of other origins may use the server (CORS).
final class Origins {
  private static final String LONGEST_PREFLIGHT_SECONDS = "600";

  private final Set<String> allowed;
  private final boolean any;

  /// @param allowed such as `https://example.org`; `*` for all
  Origins(List<String> allowed) {
    this.allowed = Set.copyOf(allowed);
    this.any = allowed.contains("*");
  }

  /// Fails with status 403 if a page of an origin that isn't allowed wants to change something.
  ///
  /// Browsers let pages send such requests anywhere and only keep the answers from them. Programs
  /// send no origin.
  void checkChange(String origin, String host) {
    if (!origin.isEmpty() && !isAllowed(origin) && !isSame(origin, host)) {
      throw new HttpException(403, "pages of this origin may not do this");
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

  private boolean isAllowed(String origin) {
    return !origin.isEmpty() && (any || allowed.contains(origin));
  }
}
