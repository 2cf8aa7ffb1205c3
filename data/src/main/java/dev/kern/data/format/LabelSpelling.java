package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The names of the classes that splits have: where they write one in different upper and lower
/// case, or with spaces around it, it has the spelling of the first split, unless a split tells
/// such names apart.
final class LabelSpelling {
  private final Map<String, String> spellings = new HashMap<>();
  private final NavigableSet<String> names = new TreeSet<>();
  private final List<String> notes = new ArrayList<>();

  /// @param labels those of each split, as often as they come
  LabelSpelling(SortedMap<SplitName, ? extends Collection<String>> labels) {
    SortedMap<String, List<Set<String>>> caseless = new TreeMap<>();
    labels
        .values()
        .forEach(
            own ->
                own.stream()
                    .map(Labels::normalized)
                    .collect(Collectors.groupingBy(Labels::caseless, Collectors.toSet()))
                    .forEach(
                        (name, those) ->
                            caseless.computeIfAbsent(name, _ -> new ArrayList<>()).add(those)));
    NavigableSet<String> apart = new TreeSet<>();
    NavigableSet<String> matched = new TreeSet<>();
    caseless
        .values()
        .forEach(
            bySplit -> {
              Set<String> all =
                  bySplit.stream()
                      .flatMap(Set::stream)
                      .collect(Collectors.toCollection(TreeSet::new));
              boolean one = bySplit.stream().allMatch(those -> those.size() == 1);
              String first = bySplit.getFirst().iterator().next();
              for (String label : all) {
                String name = one ? first : label;
                spellings.put(label, name);
                names.add(name);
                if (!name.equals(label)) {
                  matched.add(Problem.quote(label) + " for " + Problem.quote(name));
                }
              }
              if (!one) {
                apart.addAll(all);
              }
            });
    if (!matched.isEmpty()) {
      notes.add(
          "classes taken for one although case or spaces differ: "
              + Problem.list(List.copyOf(matched)));
    }
    if (!apart.isEmpty()) {
      notes.add(
          "classes that differ only in case or spaces: "
              + Problem.list(apart.stream().map(Problem::quote).toList()));
    }
  }

  /// The name of the class that a label stands for.
  String of(String label) {
    return spellings.getOrDefault(Labels.normalized(label), label);
  }

  /// All names, in their order.
  List<String> names() {
    return List.copyOf(names);
  }

  /// Lines that the user should read.
  List<String> notes() {
    return notes;
  }
}
