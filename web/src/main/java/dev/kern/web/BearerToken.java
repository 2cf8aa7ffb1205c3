package dev.kern.web;

import dev.kern.data.file.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The token that clients must send.
final class BearerToken {
  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST = 16;

  private final byte[] expected;

  /// Fails with [IllegalArgumentException] if the token can't stand in a header or is easily
  /// guessed.
  BearerToken(String token) {
    boolean plain = token.chars().allMatch(c -> c > ' ' && c < 127);
    if (!plain || token.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "a token has at least " + SHORTEST + " characters of ASCII, without spaces");
    }
    expected = token.getBytes(StandardCharsets.US_ASCII);
  }

  /// Fails with status 401 if a request doesn't carry the token.
  ///
  /// The time that this takes doesn't depend on how much of a wrong token is right.
  ///
  /// @param authorization the header's value; empty if there is none
  void check(String authorization) {
    boolean bearer =
        authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            && MessageDigest.isEqual(
                expected,
                authorization
                    .substring(SCHEME.length())
                    .strip()
                    .getBytes(StandardCharsets.ISO_8859_1));
    if (!bearer) {
      throw HttpException.of(
              401,
              Problem.at("header Authorization", "the server's token is needed")
                  .given(authorization.isEmpty() ? "nothing" : "something else")
                  .expected("Bearer, and the token")
                  .fix("ask whoever runs the server for its token"))
          .with("WWW-Authenticate", "Bearer");
    }
  }
}
