package dev.kern.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;

/// A request of a client, once its body has been read.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Exchange(ServerRequest sent, String path, Routes.Match match, byte[] body)
    implements Request {
  @Override
  public String method() {
    return sent.prologue().method().text();
  }

  @Override
  public String parameter(String name) {
    PathTemplate template = match.route().template();
    int at = template.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException("'" + name + "' isn't in " + template);
    }
    return match.values().get(at);
  }

  @Override
  public Optional<String> query(String name) {
    return sent.query().first(name).asOptional();
  }

  @Override
  public Set<String> queries() {
    return sent.query().names();
  }

  @Override
  public Optional<String> header(String name) {
    return sent.headers().first(HeaderNames.create(name));
  }
}
