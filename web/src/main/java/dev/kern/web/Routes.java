package dev.kern.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which handler answers which paths and methods.
///
/// Paths without parameters are looked up, others tried one after the other, those with more fixed
/// text first.
final class Routes {
  private final Map<String, Route> fixed;
  private final List<Route> templates;

  /// The handlers of a template by method.
  record Route(PathTemplate template, Map<String, Handler> handlers) {
    /// The handler of a method, if there is one. `HEAD` is answered by that of `GET`.
    @Nullable Handler handler(String method) {
      return handlers.get(method.equals("HEAD") ? "GET" : method);
    }

    /// The methods that it answers, as in a header.
    String allow() {
      List<String> methods = new ArrayList<>(handlers.keySet());
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
    private final Map<String, Route> routes = new HashMap<>();

    /// Fails with [IllegalArgumentException] if the method of the template has a handler.
    void add(String method, String template, Handler handler) {
      Route route =
          routes.computeIfAbsent(
              template, text -> new Route(PathTemplate.of(text), new TreeMap<>()));
      if (route.handlers.put(method, handler) != null) {
        throw new IllegalArgumentException(method + " " + template + " has two handlers");
      }
    }

    Routes build() {
      Map<String, Route> fixed = new HashMap<>();
      List<Route> templates = new ArrayList<>();
      for (Map.Entry<String, Route> entry : routes.entrySet()) {
        if (entry.getValue().template.isFixed()) {
          fixed.put(entry.getKey(), entry.getValue());
        } else {
          templates.add(entry.getValue());
        }
      }
      templates.sort((a, b) -> a.template.before(b.template));
      return new Routes(fixed, List.copyOf(templates));
    }
  }
}
