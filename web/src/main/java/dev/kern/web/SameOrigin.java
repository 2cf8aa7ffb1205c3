package dev.kern.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Keeps others from what only the server's own page may do, such as stopping a run.
///
/// The page gets [#token] in its text, which pages of other origins can't read, and sends it as
/// `X-Kern-Token`.
public final class SameOrigin {
  /// The header in which the page sends its token.
  public static final String HEADER = "X-Kern-Token";

  private final String token;

  private SameOrigin(String token) {
    this.token = token;
  }

  /// A guard with a fresh token.
  public static SameOrigin create() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return new SameOrigin(HexFormat.of().formatHex(bytes));
  }

  /// What the page must send.
  public String token() {
    return token;
  }

  /// A handler that refuses, with status 403, requests that don't come from the page.
  public Handler guard(Handler handler) {
    return request -> {
      String origin = request.header("Origin").orElse("");
      String host = request.header("Host").orElse("");
      String sent = request.header(HEADER).orElse("");
      boolean right =
          MessageDigest.isEqual(
              token.getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.UTF_8));
      boolean own = origin.isEmpty() || Origins.isSame(origin, host);
      if (!right || !own) {
        throw new HttpException(403, "only this server's own page may do this; reload it");
      }
      return handler.handle(request);
    };
  }
}
