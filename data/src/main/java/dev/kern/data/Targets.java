package dev.kern.data;

import dev.kern.data.file.Problem;
import dev.kern.json.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a network is to say about an image: one of several classes, numbers, any number of labels,
/// or several of these at once.
///
/// | kind   | an image has                            | its row, as a network learns it     |
/// |--------|-----------------------------------------|-------------------------------------|
/// | CLASS  | the index of a class                    | a 1 at the class, else 0            |
/// | VALUES | a number for each name                  | the numbers                         |
/// | LABELS | for each name, whether it applies       | 1 where it does, else 0             |
/// | HEADS  | what each head wants, in order          | the rows of the heads, side by side |
///
/// @param kind what it is
/// @param names what the numbers of a row are called: the classes, values or labels; those of heads
///   have the head's name in front, as in `letter/A`
/// @param heads the targets of each head by its name, in order; empty for other kinds
public record Targets(
    Kind kind, List<String> names, @Key(omitEmpty = true) Map<String, Targets> heads) {
  /// What a network says about an image.
  public enum Kind {
    /// One of several classes.
    CLASS,
    /// Real numbers.
    VALUES,
    /// Any number of labels.
    LABELS,
    /// Several things, each by an output of its own.
    HEADS;

    /// The kind in a sentence: `values`.
    public String word() {
      return this == CLASS ? "classes" : name().toLowerCase(Locale.ROOT);
    }
  }

  /// Copies list and map.
  ///
  /// Fails with [IllegalArgumentException] if there is no name of a value or label, heads are
  /// nested, or a kind has heads that should have none.
  public Targets {
    names = List.copyOf(names);
    heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
    if (names.isEmpty() && kind != Kind.CLASS) {
      throw new IllegalArgumentException(
          "targets take 1 or more names of " + kind.word() + ", given none");
    }
    if (heads.values().stream().anyMatch(head -> head.kind == Kind.HEADS)) {
      throw new IllegalArgumentException("a head takes classes, values or labels, given heads");
    }
    if (kind == Kind.HEADS ? !names.equals(names(heads)) : !heads.isEmpty()) {
      throw new IllegalArgumentException(
          "targets of %s with the names %s don't fit the heads %s"
              .formatted(kind.word(), names, heads.keySet()));
    }
  }

  /// One of these classes.
  public static Targets classes(List<String> names) {
    return new Targets(Kind.CLASS, names, Map.of());
  }

  /// A number for each of these names.
  public static Targets values(List<String> names) {
    return new Targets(Kind.VALUES, names, Map.of());
  }

  /// Any number of these labels.
  public static Targets labels(List<String> names) {
    return new Targets(Kind.LABELS, names, Map.of());
  }

  /// Several things at once.
  ///
  /// ```java
  /// Map<String, Targets> heads = new LinkedHashMap<>();
  /// heads.put("letter", Targets.classes(List.of("A", "B", "C")));
  /// heads.put("angle", Targets.values(List.of("degrees")));
  /// Targets both = Targets.heads(heads);
  /// ```
  ///
  /// @param heads the targets of each head by its name, in the order of the map
  public static Targets heads(Map<String, Targets> heads) {
    return new Targets(Kind.HEADS, names(heads), heads);
  }

  private static List<String> names(Map<String, Targets> heads) {
    List<String> names = new ArrayList<>();
    heads.forEach((head, targets) -> targets.names.forEach(n -> names.add(head + "/" + n)));
    return names;
  }

  /// The same with other names, of which there must be as many.
  Targets withNames(List<String> others) {
    return new Targets(kind, others, heads);
  }

  /// Whether an image has a class and nothing else.
  public boolean areClasses() {
    return kind == Kind.CLASS;
  }

  /// Whether there are values and nothing else: what a network says is never right or wrong, only
  /// near or far.
  public boolean areValues() {
    return kind == Kind.HEADS
        ? heads.values().stream().allMatch(Targets::areValues)
        : kind == Kind.VALUES;
  }

  /// How many numbers a network says: the length of an image's row.
  public int width() {
    return names.size();
  }

  /// How many numbers an image has: [#width], but one for each class index.
  public int size() {
    return switch (kind) {
      case CLASS -> 1;
      case VALUES, LABELS -> names.size();
      case HEADS -> heads.values().stream().mapToInt(Targets::size).sum();
    };
  }

  /// Where a head's numbers begin in a row.
  ///
  /// Fails with [IllegalArgumentException] if there is no such head.
  public int from(String head) {
    int from = 0;
    for (Map.Entry<String, Targets> entry : heads.entrySet()) {
      if (entry.getKey().equals(head)) {
        return from;
      }
      from += entry.getValue().width();
    }
    throw new IllegalArgumentException(
        "there is no head '%s' among %s".formatted(head, heads.keySet()));
  }

  /// Makes an image's row of its numbers, in which a class is its index.
  ///
  /// Fails with `DataException` if a number isn't finite, or is no class, or a label other than 0
  /// to 1.
  ///
  /// @param where what messages call the image
  void expand(String where, float[] numbers, float[] into, int at) {
    if (numbers.length != size()) {
      throw Problem.at(where, "wrong number of targets")
          .given(Problem.count(numbers.length) + " numbers")
          .expected("%s: %s".formatted(Problem.count(size()), this))
          .fix(
              kind == Kind.HEADS
                  ? "for each head in order a class index, the values, or 0 and 1 for labels"
                  : "a number for each of them");
    }
    expand(where, numbers, 0, into, at);
  }

  private void expand(String where, float[] numbers, int from, float[] into, int at) {
    switch (kind) {
      case CLASS -> into[at + index(where, numbers[from])] = 1;
      case VALUES, LABELS -> {
        for (int i = 0; i < names.size(); i++) {
          into[at + i] = checked(where, i, numbers[from + i]);
        }
      }
      case HEADS -> {
        int read = from;
        int write = at;
        for (Targets head : heads.values()) {
          head.expand(where, numbers, read, into, write);
          read += head.size();
          write += head.width();
        }
      }
    }
  }

  private int index(String where, float number) {
    if (!(number >= 0 && number < names.size()) || number != (int) number) {
      throw Problem.at(where, "class index out of range")
          .given(Float.toString(number))
          .expected("0 to %d, for %s".formatted(names.size() - 1, Problem.list(names)))
          .fix("fix or drop that image, or name more classes");
    }
    return (int) number;
  }

  private float checked(String where, int i, float number) {
    boolean fits = kind == Kind.LABELS ? number >= 0 && number <= 1 : Float.isFinite(number);
    if (!fits) {
      throw Problem.at(where, "the target '%s' can't be learned".formatted(names.get(i)))
          .given(Float.toString(number))
          .expected(kind == Kind.LABELS ? "1 where the label applies, else 0" : "a finite number")
          .fix("fix or drop that image");
    }
    return number;
  }

  /// The numbers of an image that has these labels: 1 for each of them, else 0.
  ///
  /// Fails with `DataException` if one is none of the names.
  float[] numbers(String where, Iterable<String> labels) {
    float[] numbers = new float[names.size()];
    for (String label : labels) {
      int place = names.indexOf(label);
      if (kind != Kind.LABELS || place < 0) {
        throw Problem.at(where, "there is no such label")
            .given(Problem.quote(label))
            .expected(kind == Kind.LABELS ? "some of " + Problem.list(names) : toString())
            .fix("check its spelling, or name it among the labels of the data");
      }
      numbers[place] = 1;
    }
    return numbers;
  }

  /// The numbers of an image from one truth value per label.
  static float[] numbers(boolean[] labels) {
    float[] numbers = new float[labels.length];
    IntStream.range(0, labels.length).forEach(i -> numbers[i] = labels[i] ? 1 : 0);
    return numbers;
  }

  /// `3 classes: A, B, C`, `2 values: x, y`, or `letter (3 classes: A, B, C), angle (1 value: a)`.
  @Override
  public String toString() {
    if (kind == Kind.HEADS) {
      return heads.entrySet().stream()
          .map(head -> "%s (%s)".formatted(head.getKey(), head.getValue()))
          .collect(Collectors.joining(", "));
    }
    String one =
        switch (kind) {
          case CLASS -> "class";
          case VALUES -> "value";
          default -> "label";
        };
    return "%d %s: %s"
        .formatted(names.size(), names.size() == 1 ? one : kind.word(), Problem.list(names));
  }
}
