package dev.kern.web;

import dev.kern.data.file.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The names by which clients may call the server.
///
/// A page of another site can resolve its own name to the server's address and then talk to the
/// server as its own origin (DNS rebinding): from the browser of somebody who may reach the server,
/// though its author may not. Its requests still carry its name in `Host`.
final class HostNames {
  private static final Pattern NAME =
      Pattern.compile("(?i)[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?|\\[[0-9a-f:.]+]");

  /// An address can't be made to lead elsewhere.
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

  /// Names in these domains are given out within a network, never to a site (RFC 6761, 6762, 8375,
  /// and ICANN's resolution of 2024 for `internal`).
  private static final List<String> LOCAL =
      List.of(".localhost", ".local", ".internal", ".home.arpa");

  private final Set<String> allowed;
  private final boolean local;
  private final boolean any;

  private HostNames(Collection<String> names, boolean local, boolean any) {
    Set<String> all = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    this.allowed = Set.copyOf(all);
    this.local = local;
    this.any = any;
  }

  /// Any name: clients prove otherwise that they may ask.
  static HostNames any() {
    return new HostNames(List.of(), false, true);
  }

  /// The names of loopback, and others.
  static HostNames loopback(Collection<String> others) {
    return new HostNames(others, false, false);
  }

  /// Addresses, names that only a network gives out, which are those without a dot and those of
  /// local domains, and others.
  static HostNames network(Collection<String> others) {
    return new HostNames(others, true, false);
  }

  /// A name or address that can be called, without a port.
  ///
  /// Fails with [IllegalArgumentException] if a text isn't one.
  static String expect(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          """
          host name: not a name
            given     %s
            expected  a name or an address, without scheme and port
            fix       models.example.org, for instance\
          """
              .formatted(name));
    }
    return name;
  }

  /// Fails with status 421 if the server isn't called so.
  ///
  /// @param host as in the header, with or without a port
  void check(String host) {
    if (any || allowed.contains(name(host))) {
      return;
    }
    String lower = name(host).toLowerCase(Locale.ROOT);
    if (!allowed.contains(lower) && !(local && isLocal(lower))) {
      throw HttpException.of(
          421,
          Problem.at("header Host", "this server has no such name")
              .given(Problem.quote(lower))
              .expected(local ? "its address, or a name within the network" : "localhost")
              .fix("call it so, or start it with this name, such as by --host-name"));
    }
  }

  private static boolean isLocal(String name) {
    return ADDRESS.matcher(name).matches()
        || name.indexOf('.') < 0
        || LOCAL.stream().anyMatch(name::endsWith);
  }

  private static String name(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.lastIndexOf(':');
    return end > 0 ? host.substring(0, end) : host;
  }
}
