package dev.kern.web;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The names by which clients may call the server.
///
/// A page of another site can resolve its own name to 127.0.0.1 and then talk to a server on
/// loopback as its own origin (DNS rebinding). Its requests still carry its name in `Host`.
final class HostNames {
  private final Set<String> allowed;

  private HostNames(Set<String> allowed) {
    this.allowed = allowed;
  }

  /// Any name.
  static HostNames any() {
    return new HostNames(Set.of());
  }

  /// The names of loopback, and others.
  static HostNames loopback(Iterable<String> others) {
    Set<String> allowed = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    others.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
    return new HostNames(Set.copyOf(allowed));
  }

  /// Fails with status 421 if the server isn't called so.
  ///
  /// @param host as in the header, with or without a port
  void check(String host) {
    if (allowed.isEmpty() || allowed.contains(name(host))) {
      return;
    }
    String lower = name(host).toLowerCase(Locale.ROOT);
    if (!allowed.contains(lower)) {
      throw new HttpException(421, "this server isn't called so; call it localhost");
    }
  }

  private static String name(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.lastIndexOf(':');
    return end > 0 ? host.substring(0, end) : host;
  }
}
