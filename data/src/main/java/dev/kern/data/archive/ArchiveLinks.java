package dev.kern.data.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The links of an archive that lead to something in it: to a file, or to a folder whose files lie
/// below the link too.
final class ArchiveLinks {
  /// By what they lead to, the names of links.
  private final Map<String, List<String>> byTarget = new TreeMap<>();

  private final Set<String> followed = new HashSet<>();

  boolean isEmpty() {
    return byTarget.isEmpty();
  }

  /// Adds a link, unless it leads out of the archive, or to a folder that it lies in.
  ///
  /// @param symbolic whether the target counts from the link's folder, not from the archive
  boolean add(String name, String target, boolean symbolic) {
    String own = resolved("", name);
    String place = symbolic ? own.substring(0, Math.max(0, own.lastIndexOf('/'))) : "";
    String to = target.startsWith("/") ? "" : resolved(place, target);
    if (own.isEmpty() || to.isEmpty() || (own + "/").startsWith(to + "/")) {
      return false;
    }
    byTarget.computeIfAbsent(to, _ -> new ArrayList<>()).add(name);
    return true;
  }

  /// A path without steps that lead nowhere; empty if it leads out.
  private static String resolved(String folder, String path) {
    Deque<String> steps = new ArrayDeque<>();
    for (String step : (folder + "/" + path).split("/", -1)) {
      if (step.equals("..")) {
        if (steps.pollLast() == null) {
          return "";
        }
      } else if (!step.isEmpty() && !step.equals(".")) {
        steps.addLast(step);
      }
    }
    return String.join("/", steps);
  }

  /// The names that links give to a file.
  private List<String> names(String file) {
    String plain = resolved("", file);
    List<String> names = new ArrayList<>();
    for (int end = plain.length(); end > 0; end = plain.lastIndexOf('/', end - 1)) {
      for (String link : byTarget.getOrDefault(plain.substring(0, end), List.of())) {
        followed.add(link);
        names.add(link + plain.substring(end));
      }
    }
    return names;
  }

  /// The links that have led to no file.
  List<String> rest() {
    return byTarget.values().stream()
        .flatMap(List::stream)
        .filter(link -> !followed.contains(link))
        .toList();
  }

  /// Passes what links lead to under their names.
  Archive.Visitor visitor(Archive.Visitor visitor) {
    return new Archive.Visitor() {
      private List<String> wanted = List.of();

      @Override
      public boolean wants(String name) {
        wanted = names(name).stream().filter(visitor::wants).toList();
        return !wanted.isEmpty();
      }

      @Override
      public void file(String name, Archive.Entry entry) {
        for (String link : wanted) {
          if (visitor.wants(link)) { // asked again, since its answer is about the last name
            visitor.file(link, entry);
          }
        }
      }

      @Override
      public boolean isDone() {
        return visitor.isDone();
      }
    };
  }
}
