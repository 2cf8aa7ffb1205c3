package dev.kern.web;

import java.util.Optional;
import java.util.Set;

/// What a client asks. The body has been read and unpacked, within the server's limits.
public interface Request {
  /// `GET`, `POST` and so on.
  String method();

  /// The path without the query, decoded.
  String path();

  /// What stands in the path for `{name}` of the route's template, decoded.
  ///
  /// Fails with [IllegalArgumentException] if the template has no such name.
  String parameter(String name);

  /// The first value of a name in the query, decoded.
  Optional<String> query(String name);

  /// The names in the query, decoded.
  Set<String> queries();

  /// The first value of a header, whose name is of any case.
  Optional<String> header(String name);

  /// The body, unpacked if it came gzipped; empty if there is none. Not to be changed.
  byte[] body();
}
