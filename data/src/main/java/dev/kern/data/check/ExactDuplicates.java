package dev.kern.data.check;

import dev.kern.data.Fingerprint;
import java.util.Comparator;
import java.util.List;

/// Images that are the same, pixel for pixel: rows in groups of equal fingerprints.
///
/// @param groups the rows of each group of two or more, rising
/// @param firsts the first row of each group and all rows that have no copy, rising
@SuppressWarnings("ArrayRecordComponent") // lists of rows, never compared
record ExactDuplicates(List<int[]> groups, int[] firsts) {
  static ExactDuplicates of(AllImages rows) {
    List<int[]> all = Fingerprint.groups(rows.images());
    List<int[]> groups =
        all.stream()
            .filter(group -> group.length > 1)
            .sorted(Comparator.comparingInt(group -> group[0]))
            .toList();
    return new ExactDuplicates(groups, all.stream().mapToInt(group -> group[0]).sorted().toArray());
  }
}
