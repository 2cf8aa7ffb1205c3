package dev.kern.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which handler answers which paths and methods.
///
/// Paths without parameters are looked up, others tried one after the other, those with more fixed
/// text first.
final class Routes {
  private final Map<String, Route> fixed;
  private final List<Route> templates;

  /// The handlers of a template by method.
  ///
  /// @param isOpen whether clients without the server's token are answered
  record Route(PathTemplate template, Map<String, Handler> handlers, boolean isOpen) {
    /// The handler of a method, if there is one. `HEAD` is answered by that of `GET`.
    @Nullable Handler handler(String method) {
      return handlers.get(method.equals("HEAD") ? "GET" : method);
    }

    /// The methods that it answers, as in a header.
    String allow() {
      List<String> methods = new ArrayList<>(new TreeSet<>(handlers.keySet()));
      if (handlers.containsKey("GET")) {
        methods.add("HEAD");
      }
      methods.add("OPTIONS");
      return String.join(", ", methods);
    }
  }

  /// A route and what stands for its template's names in a path.
  record Match(Route route, List<String> values) {}

  private Routes(Map<String, Route> fixed, List<Route> templates) {
    this.fixed = fixed;
    this.templates = templates;
  }

  /// The route of a path, if there is one.
  ///
  /// @param path as sent, encoded
  @Nullable Match find(String path) {
    Route known = fixed.get(path);
    if (known != null) {
      return new Match(known, List.of());
    }
    for (Route route : templates) {
      List<String> values = route.template.match(path);
      if (values != null) {
        return new Match(route, values);
      }
    }
    return null;
  }

  /// Collects routes.
  static final class Builder {
    private final Map<String, Map<String, Handler>> handlers = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    /// Fails with [IllegalArgumentException] if the method of the template has a handler.
    void add(String method, String template, Handler handler) {
      if (handlers.computeIfAbsent(template, _ -> new TreeMap<>()).put(method, handler) != null) {
        throw new IllegalArgumentException(method + " " + template + " has two handlers");
      }
    }

    void open(String template) {
      open.add(template);
    }

    /// Fails with [IllegalArgumentException] if something isn't a template, or one that is open has
    /// no handler.
    Routes build() {
      if (!handlers.keySet().containsAll(open)) {
        throw new IllegalArgumentException("open, but without a handler: " + open);
      }
      Map<String, Route> fixed = new HashMap<>();
      List<Route> templates = new ArrayList<>();
      handlers.forEach(
          (text, byMethod) -> {
            PathTemplate template = PathTemplate.of(text);
            Route route = new Route(template, Map.copyOf(byMethod), open.contains(text));
            if (template.isFixed()) {
              fixed.put(text, route);
            } else {
              templates.add(route);
            }
          });
      templates.sort((a, b) -> a.template.before(b.template));
      return new Routes(fixed, List.copyOf(templates));
    }
  }
}
