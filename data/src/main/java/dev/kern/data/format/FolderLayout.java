package dev.kern.data.format;

import dev.kern.data.FolderName;
import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.format.FolderTree.Folder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which of the folders in a tree are classes, and which are splits.
///
/// | images                                      | are                                         |
/// |---------------------------------------------|---------------------------------------------|
/// | `me/dev/letters/A/1.png`, `…/B/2.png`       | of the classes A and B; `letters` is the root: the deepest folder above all images |
/// | `cats/monday/1.png`, `dogs/monday/2.png`    | cats and dogs, however deep they lie        |
/// | `train/A/1.png`, `test/A/2.png`             | in splits, if all folders beside these name splits, or share classes with them |
/// | `training_set/training_set/A/1.png`, …      | the same                                    |
/// | `A/train/1.png`, `A/test/2.png`, `B/train/…`| the same, if every class has splits         |
/// | `cats_train/1.png`, `cats_test/2.png`, `dogs_train/…` | cats and dogs, in splits          |
/// | `valid/1.png`, `invalid/2.png`              | of the classes valid and invalid            |
/// | `train/A/1.png`, `test/2.png`, `pred/3.png` | training images, and images without labels  |
/// | `train/A/1.png`, `train/B/2.png`, `test/unknown/3.png` | the same: no training image is of such a class |
final class FolderLayout {
  /// What becomes of images.
  enum Use {
    /// They are of a class.
    LABELLED,
    /// They lie beside the folders of classes.
    OUTSIDE_CLASSES,
    /// They lie beside the folders of splits.
    OUTSIDE_SPLITS,
    /// Their folder's name says that they have no labels, or they lie in a split without classes.
    UNLABELLED
  }

  /// What becomes of the images that lie directly in a folder.
  ///
  /// @param splitName their split, if a folder names it
  /// @param label their class; blank if they have none
  record Place(Use use, Optional<SplitName> splitName, String label) {
    private static Place without(Use use) {
      return new Place(use, Optional.empty(), "");
    }
  }

  /// Words that are as often the name of a place as that of a split.
  private static final Set<String> PLACES = Set.of("dev", "eval");

  private final Folder top;
  private final Set<String> known;
  private final Map<Folder, Place> places = new HashMap<>(); // folders are equal only to themselves
  private final Map<String, Place> byName = new HashMap<>();
  private final SortedMap<SplitName, SortedSet<String>> labels = new TreeMap<>();

  /// Folders within classes, and which classes have them.
  private final SortedMap<String, SortedSet<String>> within = new TreeMap<>();

  private final List<String> notes = new ArrayList<>();

  private FolderLayout(Folder top, Collection<String> known) {
    this.top = top;
    this.known = known.stream().map(Labels::caseless).collect(Collectors.toSet());
  }

  /// The layout of a tree.
  ///
  /// @param known the classes of a model, if the images are meant for one: a folder of that name is
  ///   a class even where it stands alone
  static FolderLayout of(FolderTree tree, Collection<String> known) {
    FolderLayout layout = new FolderLayout(tree.top(), known);
    layout.decide();
    layout.tellWithin();
    layout.spell();
    return layout;
  }

  /// Whether there are classes at all.
  boolean hasClasses() {
    return !labels.isEmpty();
  }

  /// What becomes of the images of a folder.
  Place of(String folder) {
    // A folder may have come since the tree was read.
    return byName.computeIfAbsent(
        folder,
        name ->
            places.getOrDefault(FolderTree.find(top, name), Place.without(Use.OUTSIDE_CLASSES)));
  }

  /// Lines that the user should read.
  List<String> notes() {
    return notes;
  }

  private void decide() {
    Folder above = top;
    Folder root = top;
    List<Folder> below = labelled(root);
    while (below.size() == 1 && leadsOn(root, below.getFirst())) {
      above = root;
      root = below.getFirst();
      below = labelled(root);
    }
    if (below.size() > 1) {
      several(root, below);
    } else if (below.size() == 1 && (root == top || isKnown(below.getFirst()))) {
      single(root, below.getFirst());
    } else if (root != top) {
      single(above, root);
    }
    // What has no place yet is beside those that have.
    boolean splits = places.values().stream().anyMatch(place -> place.splitName.isPresent());
    place(top, Place.without(splits ? Use.OUTSIDE_SPLITS : Use.OUTSIDE_CLASSES));
  }

  /// Whether the root is below the only folder in another one.
  private boolean leadsOn(Folder folder, Folder only) {
    if (isKnown(only)) {
      return false;
    }
    Folder last = only;
    while (!last.hasImages() && labelled(last).size() == 1) {
      last = labelled(last).getFirst();
    }
    return !folder.hasImages() || labelled(last).size() > 1;
  }

  private boolean isKnown(Folder folder) {
    return known.contains(Labels.caseless(folder.name()));
  }

  /// The folders in one, but for those of images without labels.
  private List<Folder> labelled(Folder folder) {
    List<Folder> labelled =
        folder.folders().stream()
            .filter(f -> isKnown(f) || !FolderName.of(f.name()).unlabelled())
            .toList();
    boolean enough =
        labelled.size() > 1 || (labelled.size() == 1 && !labelled.getFirst().folders().isEmpty());
    return enough ? labelled : folder.folders();
  }

  /// All images lie in one folder of a class.
  private void single(Folder above, Folder only) {
    FolderName name = FolderName.of(only.name());
    boolean other = name.unlabelled() || name.splitName().isPresent() || name.saysNothing();
    if (!isKnown(only) && other) {
      return;
    }
    label(only, loneSplit(above));
    notes.add("all images are in one folder, that of the class " + Problem.quote(only.name()));
  }

  private void several(Folder root, List<Folder> below) {
    Map<Folder, SplitName> splits = splits(below);
    Map<Folder, SplitName> joined = splits.isEmpty() ? splitsInNames(below) : Map.of();
    Map<Folder, SplitName> inner =
        splits.isEmpty() && joined.isEmpty() ? splitsWithin(below) : Map.of();
    if (!splits.isEmpty()) {
      split(splits);
      tellSplits(splits);
    } else if (!joined.isEmpty()) {
      joined.forEach((folder, split) -> label(folder, withoutSplit(folder), Optional.of(split)));
      tellSplitsInNames(joined.keySet());
    } else if (!inner.isEmpty()) {
      for (Folder folder : below) {
        folder.folders().forEach(f -> label(f, folder.name(), Optional.ofNullable(inner.get(f))));
      }
      notes.add("the splits are folders within those of the classes: " + names(inner.keySet()));
    } else {
      Optional<SplitName> split = loneSplit(root);
      below.forEach(folder -> label(folder, split));
      tellClasses(below);
    }
  }

  /// The split that a folder above everything names: `test` of `test/A/1.png`. A place such as
  /// `dev` names none.
  private Optional<SplitName> loneSplit(Folder folder) {
    Optional<SplitName> split = FolderName.of(folder.name()).splitName();
    if (split.isEmpty()
        || split.get() == SplitName.TRAIN
        || PLACES.contains(folder.name().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    notes.add(
        "all images are in %s, which was taken for the %s split"
            .formatted(Problem.quote(folder.name()), split.get().adjective()));
    return split;
  }

  /// The splits that folders beside one another stand for; empty if they stand for none.
  private Map<Folder, SplitName> splits(List<Folder> below) {
    Map<Folder, SplitName> named = named(below);
    if (below.stream().allMatch(this::isKnown)) {
      return Map.of();
    }
    Set<SplitName> splits = Set.copyOf(named.values());
    boolean flat =
        named.entrySet().stream().allMatch(e -> classes(e.getKey(), e.getValue()).isEmpty());
    if (areAlike(named.keySet(), below.size())
        && (flat
            ? splits.size() == below.size()
            : splits.size() > 1 || splits.contains(SplitName.TRAIN))) {
      return named;
    }
    // There are others beside them. Those that share classes are splits all the same.
    Map<String, Set<SplitName>> having = new HashMap<>();
    named.forEach(
        (folder, split) ->
            classes(folder, split)
                .forEach(
                    f ->
                        having
                            .computeIfAbsent(f.name(), _ -> EnumSet.noneOf(SplitName.class))
                            .add(split)));
    if (having.values().stream().noneMatch(those -> those.size() > 1)) {
      return Map.of();
    }
    named.entrySet().removeIf(entry -> classes(entry.getKey(), entry.getValue()).isEmpty());
    return named;
  }

  private static Map<Folder, SplitName> named(Collection<Folder> folders) {
    Map<Folder, SplitName> named = new LinkedHashMap<>();
    folders.forEach(
        f -> FolderName.of(f.name()).splitName().ifPresent(split -> named.put(f, split)));
    return named;
  }

  /// The splits that the names of classes tell too, if all do: `cats_train` beside `cats_test` and
  /// `dogs_train`.
  private Map<Folder, SplitName> splitsInNames(List<Folder> below) {
    Map<Folder, SplitName> named = named(below);
    Map<String, Set<SplitName>> having = new HashMap<>();
    named.forEach(
        (folder, split) ->
            having
                .computeIfAbsent(
                    Labels.caseless(withoutSplit(folder)), _ -> EnumSet.noneOf(SplitName.class))
                .add(split));
    boolean all =
        named.size() == below.size()
            && below.stream().allMatch(f -> f.hasImages() && !isKnown(f) && namesClassAndSplit(f));
    boolean cut =
        having.values().stream()
            .anyMatch(those -> those.size() > 1 && those.contains(SplitName.TRAIN));
    return all && cut && having.size() > 1 ? named : Map.of();
  }

  private static boolean namesClassAndSplit(Folder folder) {
    return FolderName.withoutSplit(folder.name()).isPresent();
  }

  private static String withoutSplit(Folder folder) {
    return FolderName.withoutSplit(folder.name()).orElse(folder.name());
  }

  /// Whether these are as many, and their names but for the splits are equal.
  private static boolean areAlike(Collection<Folder> folders, int count) {
    return folders.size() == count
        && folders.stream().map(f -> FolderName.of(f.name()).rest()).distinct().count() == 1;
  }

  /// The splits within folders of classes, if each class has some: `A/train/1.png`.
  private Map<Folder, SplitName> splitsWithin(List<Folder> classes) {
    List<Folder> within = classes.stream().flatMap(f -> f.folders().stream()).toList();
    Map<Folder, SplitName> named = named(within);
    boolean all = classes.stream().noneMatch(f -> f.hasImages() || f.folders().isEmpty());
    boolean cut = named.containsValue(SplitName.TRAIN) && Set.copyOf(named.values()).size() > 1;
    if (cut && all && areAlike(named.keySet(), within.size())) {
      return named;
    }
    if (cut) {
      notes.add(
          "%s within folders of classes were not taken for splits, as not every class has them"
              .formatted(names(named.keySet())));
    }
    return Map.of();
  }

  /// Where the classes of a split lie: below `training_set/training_set`, or `train/images`.
  private Folder rootOf(Folder split, SplitName splitName) {
    Folder root = split;
    while (!root.hasImages() && labelled(root).size() == 1) {
      Folder only = labelled(root).getFirst();
      FolderName name = FolderName.of(only.name());
      boolean repeated = only.name().equalsIgnoreCase(root.name());
      boolean inner = name.splitName().equals(Optional.of(splitName)) && !only.folders().isEmpty();
      if (isKnown(only) || !(repeated || inner || name.saysNothing())) {
        return root;
      }
      root = only;
    }
    return root;
  }

  private List<Folder> classes(Folder split, SplitName splitName) {
    return labelled(rootOf(split, splitName));
  }

  private void split(Map<Folder, SplitName> splits) {
    Map<Folder, List<Folder>> classes = new LinkedHashMap<>();
    splits.forEach((folder, split) -> classes.put(folder, classes(folder, split)));
    Set<String> trained =
        classes.entrySet().stream()
            .filter(e -> splits.get(e.getKey()) == SplitName.TRAIN)
            .flatMap(e -> e.getValue().stream())
            .map(f -> Labels.caseless(f.name()))
            .collect(Collectors.toSet());
    if (trained.size() > 1) {
      classes.replaceAll(
          (folder, those) ->
              splits.get(folder) == SplitName.TRAIN ? those : scorable(folder, those, trained));
    }
    boolean joined =
        classes.entrySet().stream()
            .allMatch(
                e ->
                    e.getValue().stream()
                        .allMatch(
                            f ->
                                namesClassAndSplit(f)
                                    && FolderName.of(f.name())
                                        .splitName()
                                        .equals(Optional.ofNullable(splits.get(e.getKey())))));
    classes.forEach(
        (folder, those) -> {
          Optional<SplitName> split = Optional.ofNullable(splits.get(folder));
          those.forEach(f -> label(f, joined ? withoutSplit(f) : f.name(), split));
          place(folder, Place.without(those.isEmpty() ? Use.UNLABELLED : Use.OUTSIDE_CLASSES));
          tellUnlabelled(those);
        });
    if (joined) {
      tellSplitsInNames(classes.values().stream().flatMap(List::stream).toList());
    }
  }

  /// The classes of a split that isn't trained on: a folder alone whose name no training images
  /// have holds them, or images without labels.
  private List<Folder> scorable(Folder split, List<Folder> classes, Set<String> trained) {
    List<Folder> those =
        classes.stream()
            .filter(f -> isTrained(f, trained) || !FolderName.of(f.name()).unlabelled())
            .toList();
    if (those.size() != 1 || isTrained(those.getFirst(), trained)) {
      return those;
    }
    Folder only = those.getFirst();
    if (only.folders().stream().anyMatch(f -> isTrained(f, trained))) {
      return only.folders();
    }
    notes.add(
        "%s in %s was taken for images without labels, as no training images are of such a class"
            .formatted(Problem.quote(only.name()), Problem.quote(split.name())));
    return List.of();
  }

  private boolean isTrained(Folder folder, Set<String> trained) {
    return isKnown(folder) || trained.contains(Labels.caseless(folder.name()));
  }

  private void label(Folder folder, Optional<SplitName> splitName) {
    label(folder, folder.name(), splitName);
  }

  private void label(Folder folder, String label, Optional<SplitName> splitName) {
    labels.computeIfAbsent(splitName.orElse(SplitName.TRAIN), _ -> new TreeSet<>()).add(label);
    for (Folder inner : folder.folders()) {
      if (!FolderName.of(inner.name()).saysNothing()) {
        within.computeIfAbsent(inner.name(), _ -> new TreeSet<>()).add(label);
      }
    }
    place(folder, new Place(Use.LABELLED, splitName, label));
  }

  /// Gives a place to a folder and all in it that have none yet.
  private void place(Folder folder, Place place) {
    boolean unlabelled = place.use != Use.LABELLED && FolderName.of(folder.name()).unlabelled();
    Place own = unlabelled ? Place.without(Use.UNLABELLED) : place;
    places.putIfAbsent(folder, own);
    folder.folders().forEach(f -> place(f, own));
  }

  private static String names(Collection<Folder> folders) {
    return Problem.list(folders.stream().map(Folder::name).distinct().toList());
  }

  /// Says which split a folder was taken for whose name isn't that of a split.
  private void tellSplits(Map<Folder, SplitName> splits) {
    List<String> said =
        splits.entrySet().stream()
            .filter(e -> SplitName.ofFolder(e.getKey().name()).isEmpty())
            .map(e -> e.getKey().name() + " for " + e.getValue().key())
            .toList();
    if (!said.isEmpty()) {
      notes.add("folders taken for splits: " + Problem.list(said));
    }
  }

  private void tellSplitsInNames(Collection<Folder> folders) {
    notes.add("names of folders taken for a class and its split: " + names(folders));
  }

  /// Says what is taken for a class although its name says that images have no labels.
  private void tellUnlabelled(List<Folder> classes) {
    List<Folder> named =
        classes.stream().filter(f -> FolderName.of(f.name()).unlabelled() && !isKnown(f)).toList();
    if (!named.isEmpty()) {
      notes.add(
          "%s %s, since fewer than two would be left"
              .formatted(
                  names(named),
                  named.size() == 1 ? "is taken for a class" : "are taken for classes"));
    }
  }

  /// Says what is taken for a class although its name is that of a split.
  private void tellClasses(List<Folder> classes) {
    tellUnlabelled(classes);
    Set<Folder> named = named(classes).keySet();
    if (!named.isEmpty()) {
      notes.add(
          "%s %s, not %s, because of the folders beside %s"
              .formatted(
                  names(named),
                  named.size() == 1 ? "is a class" : "are classes",
                  named.size() == 1 ? "a split" : "splits",
                  named.size() == 1 ? "it" : "them"));
    }
  }

  private void tellWithin() {
    Set<String> several = new TreeSet<>();
    SortedSet<String> having = new TreeSet<>();
    within.forEach(
        (folder, classes) -> {
          if (classes.size() > 1) {
            several.add(folder);
            having.addAll(classes);
          }
        });
    if (!several.isEmpty()) {
      notes.add(
          "%s %s in several classes (%s), so no class of %s own"
              .formatted(
                  Problem.list(List.copyOf(several)),
                  several.size() == 1 ? "is a folder" : "are folders",
                  Problem.list(List.copyOf(having)),
                  several.size() == 1 ? "its" : "their"));
    }
  }

  /// Gives classes that splits write differently one name.
  private void spell() {
    LabelSpelling spelling = new LabelSpelling(labels);
    places.replaceAll(
        (_, place) -> new Place(place.use, place.splitName, spelling.of(place.label)));
    notes.addAll(spelling.notes());
  }
}
