package dev.kern.data.format;

import dev.kern.data.file.Problem;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// Names that are counted, and the first of which, in their order, are told.
final class NameSample {
  private static final int MOST = 5;

  private final NavigableSet<String> first = new TreeSet<>();
  private int count;

  void add(String name) {
    addWords(Problem.quote(name));
  }

  /// @param how what is to be said of it
  void add(String name, String how) {
    addWords(Problem.quote(name) + " (" + how + ")");
  }

  private void addWords(String words) {
    count++;
    first.add(words);
    if (first.size() > MOST) {
      first.pollLast();
    }
  }

  /// `skipped 7 files: 'a', 'b' and 5 more`; empty if there is none.
  Optional<String> skipped(String one, String several, String where) {
    return told("skipped ", one, several, where);
  }

  /// The same of links that aren't followed.
  Optional<String> skippedLinks() {
    return skipped("link that leads", "links that lead", " outside, nowhere or in a circle");
  }

  /// The count and the first names, between words; empty if there is none.
  Optional<String> told(String before, String one, String several, String after) {
    if (count == 0) {
      return Optional.empty();
    }
    int more = count - first.size();
    return Optional.of(
        "%s%s %s%s: %s%s"
            .formatted(
                before,
                Problem.count(count),
                count == 1 ? one : several,
                after,
                String.join(", ", first),
                more == 0 ? "" : " and " + Problem.count(more) + " more"));
  }
}
