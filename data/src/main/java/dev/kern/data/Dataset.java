package dev.kern.data;

import dev.kern.data.file.PlainText;
import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Labelled images in up to three splits, with their classes, scaling and provenance.
///
/// Immutable and thread-safe.
public final class Dataset {
  private static final String UNTRAINED =
      "classes without training images, which a network can't learn: ";

  private static final String EMPTY = "classes without images: ";

  private final ImageShape shape;
  private final Targets targets;
  private final Map<SplitName, Split> splits;
  private final Optional<Normalization> normalization;
  private final Provenance provenance;
  private final List<UnreadableImage> broken;
  private final List<String> warnings;

  private Dataset(
      ImageShape shape,
      Targets targets,
      Map<SplitName, Split> splits,
      Optional<Normalization> normalization,
      Provenance provenance,
      List<UnreadableImage> broken,
      List<String> warnings) {
    this.shape = shape;
    this.targets = targets;
    this.splits = splits;
    this.normalization = normalization;
    this.provenance = provenance;
    this.broken = broken;
    this.warnings = warnings;
  }

  /// A data set of images in memory as consecutive floats.
  ///
  /// The floats are used unscaled, as the network's input. Their range tells how pixels from 0 to
  /// 255 were scaled to them, so that a model trained on them can classify image files. The arrays
  /// are kept, not copied, and must not be changed.
  ///
  /// Validation and test images are held out from these, a tenth of each class for each, as
  /// `Datasets` does; use [#builder] to supply your own splits.
  ///
  /// Fails with `DataException` if there is not one image of that shape per label, a number is not
  /// finite, there are fewer than two classes, or a label isn't the index of a class.
  ///
  /// @param classNames the names of the classes, in the order of their indices
  /// @param images `[count, height, width, channels]`
  /// @param labels the index of each image's class
  public static Dataset of(
      List<String> classNames, ImageShape shape, float[] images, int[] labels) {
    return builder(classNames, shape).add(SplitName.TRAIN, images, labels).build();
  }

  /// A data set of bytes from 0 to 255, which are kept as bytes and scaled like those of files:
  /// [Normalization#COURSE].
  public static Dataset of(List<String> classNames, ImageShape shape, byte[] images, int[] labels) {
    return builder(classNames, shape).add(SplitName.TRAIN, images, labels).build();
  }

  /// A data set of bytes with one array per image, `[height, width, channels]`.
  public static Dataset of(
      List<String> classNames, ImageShape shape, byte[][] images, int[] labels) {
    return builder(classNames, shape).add(SplitName.TRAIN, images, labels).build();
  }

  /// A data set of images of one size, of any type.
  public static Dataset of(
      List<String> classNames, List<? extends BufferedImage> images, int[] labels) {
    return builder(classNames).add(SplitName.TRAIN, images, labels).build();
  }

  /// A data set of images of any size, each resized to a shape as image files are: see
  /// [ImageTarget].
  public static Dataset of(
      List<String> classNames,
      ImageShape shape,
      List<? extends BufferedImage> images,
      int[] labels) {
    return builder(classNames, shape).add(SplitName.TRAIN, images, labels).build();
  }

  /// A data set of images of one size from a stream, which is read to its end.
  public static Dataset of(List<String> classNames, Stream<LabelledImage> images) {
    return builder(classNames).add(SplitName.TRAIN, images).build();
  }

  /// A data set of images of any size from a stream, each resized to a shape as it arrives.
  public static Dataset of(
      List<String> classNames, ImageShape shape, Stream<LabelledImage> images) {
    return builder(classNames, shape).add(SplitName.TRAIN, images).build();
  }

  /// A data set of images in memory with numbers to learn, for regression.
  ///
  /// Images are taken as [#of(List, ImageShape, float[], int[])] takes them. Validation and test
  /// images are cut from these, a tenth for either.
  ///
  /// Fails with `DataException` if there is not one row of numbers per image, a row has another
  /// length than there are names, or a number is not finite.
  ///
  /// @param names what the numbers are called
  /// @param images `[count, height, width, channels]`
  /// @param values a row of numbers for each image
  public static Dataset ofValues(
      List<String> names, ImageShape shape, float[] images, float[][] values) {
    return of(Targets.values(names), shape, images, values);
  }

  /// The same of bytes 0 to 255, which are kept as bytes and scaled as those of files are.
  public static Dataset ofValues(
      List<String> names, ImageShape shape, byte[] images, float[][] values) {
    return builder(Targets.values(names), shape).add(SplitName.TRAIN, images, values).build();
  }

  /// The same of images of any type and sizes, each resized to a shape.
  public static Dataset ofValues(
      List<String> names,
      ImageShape shape,
      List<? extends BufferedImage> images,
      float[][] values) {
    return builder(Targets.values(names), shape).add(SplitName.TRAIN, images, values).build();
  }

  /// The same from a custom source, which is read to its end; each image says its numbers by
  /// [LabelledImage#values].
  public static Dataset ofValues(
      List<String> names, ImageShape shape, Stream<LabelledImage> images) {
    return builder(Targets.values(names), shape).add(SplitName.TRAIN, images).build();
  }

  /// A data set of images in memory of which each has any number of labels.
  ///
  /// Images are taken as [#of(List, ImageShape, float[], int[])] takes them. Validation and test
  /// images are cut from these, a tenth for either.
  ///
  /// Fails with `DataException` if there is not one row per image, or a row has another length than
  /// there are names.
  ///
  /// @param names the labels that there are
  /// @param labels for each image and each of the names, whether it applies
  public static Dataset ofLabels(
      List<String> names, ImageShape shape, float[] images, boolean[][] labels) {
    return of(Targets.labels(names), shape, images, numbers(labels));
  }

  /// The same of bytes 0 to 255, which are kept as bytes and scaled as those of files are.
  public static Dataset ofLabels(
      List<String> names, ImageShape shape, byte[] images, boolean[][] labels) {
    return builder(Targets.labels(names), shape)
        .add(SplitName.TRAIN, images, numbers(labels))
        .build();
  }

  /// The same with the labels of each image by name.
  ///
  /// Fails with `DataException` if one of them is none of the names.
  public static Dataset ofLabels(
      List<String> names,
      ImageShape shape,
      float[] images,
      List<? extends Collection<String>> labels) {
    Targets targets = Targets.labels(names);
    float[][] rows =
        IntStream.range(0, labels.size())
            .mapToObj(i -> targets.numbers("memory, labels, [" + i + "]", labels.get(i)))
            .toArray(float[][]::new);
    return of(targets, shape, images, rows);
  }

  /// The same from a custom source, which is read to its end; each image says its labels by
  /// [LabelledImage#labels].
  public static Dataset ofLabels(
      List<String> names, ImageShape shape, Stream<LabelledImage> images) {
    return builder(Targets.labels(names), shape).add(SplitName.TRAIN, images).build();
  }

  private static float[][] numbers(boolean[][] labels) {
    return Arrays.stream(labels).map(Targets::numbers).toArray(float[][]::new);
  }

  /// A data set of images in memory with targets of any kind, such as those of several heads.
  ///
  /// @param numbers [Targets#size] numbers for each image, in which a class is its index
  public static Dataset of(Targets targets, ImageShape shape, float[] images, float[][] numbers) {
    return builder(targets, shape).add(SplitName.TRAIN, images, numbers).build();
  }

  /// A data set of images in memory with targets of any kind, split by split.
  ///
  /// @param shape the size of the images in arrays; other images are resized to it
  public static Builder builder(Targets targets, ImageShape shape) {
    return new Builder(new MemoryImages(targets, shape));
  }

  /// A data set of images in memory, split by split.
  ///
  /// @param shape the shape of the images in arrays; other images are resized to it
  public static Builder builder(List<String> classNames, ImageShape shape) {
    return new Builder(new MemoryImages(classNames, shape));
  }

  /// A builder for images that all have the same size.
  public static Builder builder(List<String> classNames) {
    return new Builder(new MemoryImages(classNames, null));
  }

  /// Builds a data set from images in memory.
  ///
  /// ```java
  /// Dataset data =
  ///     Dataset.builder(List.of("cat", "dog"), new ImageShape(32, 32, 3))
  ///         .add(Part.TRAIN, images, labels)
  ///         .add(Part.TEST, testImages, testLabels)
  ///         .build();
  /// ```
  ///
  /// Each split is added once, in any form; all are bytes or all are floats. Missing splits are
  /// held out from the training images when the data set is built. Not thread-safe.
  public static final class Builder {
    private final MemoryImages images;
    private @Nullable Normalization normalization;

    private Builder(MemoryImages images) {
      this.images = images;
    }

    /// Sets how pixels from 0 to 255 become the network's floats (for bytes), or became them (for
    /// floats).
    public Builder normalization(Normalization how) {
      normalization = how;
      return this;
    }

    /// Adds floats, `[count, height, width, channels]`, used unscaled; the arrays are kept.
    ///
    /// Fails with `DataException` if there is not one image per label, or a number is not finite.
    public Builder add(SplitName splitName, float[] pixels, int[] labels) {
      images.add(splitName, pixels, labels);
      return this;
    }

    /// Adds bytes from 0 to 255, `[count, height, width, channels]`; the arrays are kept.
    ///
    /// Fails with `DataException` if there is not one image per label.
    public Builder add(SplitName splitName, byte[] pixels, int[] labels) {
      images.add(splitName, pixels, labels);
      return this;
    }

    /// Adds bytes from 0 to 255, one array per image.
    ///
    /// Fails with `DataException` if there is not one image per label, or one has another size.
    public Builder add(SplitName splitName, byte[][] pixels, int[] labels) {
      images.add(splitName, pixels, labels);
      return this;
    }

    /// Adds images of any type; their pixels are copied.
    ///
    /// Fails with `DataException` if the numbers of images and labels differ, or if sizes differ
    /// and no shape was given to resize them to.
    public Builder add(SplitName splitName, List<? extends BufferedImage> images, int[] labels) {
      MemoryImages.expectPairs(splitName, images.size(), labels.length);
      return add(
          splitName,
          IntStream.range(0, labels.length)
              .mapToObj(i -> LabelledImage.of(images.get(i), labels[i])));
    }

    /// Floats with the numbers to learn of each image, [Targets#size] for each.
    ///
    /// Fails with `DataException` if there is not one row per image, or one doesn't fit the
    /// targets.
    public Builder add(SplitName splitName, float[] pixels, float[][] numbers) {
      images.add(splitName, pixels, new int[numbers.length]);
      images.learn(splitName, numbers);
      return this;
    }

    /// Bytes 0 to 255 with the numbers to learn of each image.
    ///
    /// Fails with `DataException` if there is not one row per image, or one doesn't fit the
    /// targets.
    public Builder add(SplitName splitName, byte[] pixels, float[][] numbers) {
      images.add(splitName, pixels, new int[numbers.length]);
      images.learn(splitName, numbers);
      return this;
    }

    /// Images of any type with the numbers to learn of each.
    ///
    /// Fails with `DataException` if there is not one row per image, or one doesn't fit the
    /// targets.
    public Builder add(
        SplitName splitName, List<? extends BufferedImage> images, float[][] numbers) {
      MemoryImages.expectPairs(splitName, images.size(), numbers.length);
      return add(
          splitName,
          IntStream.range(0, numbers.length)
              .mapToObj(i -> LabelledImage.of(images.get(i)).values(numbers[i])));
    }

    /// Images from a custom source, which is read to its end, in order.
    ///
    /// Fails with `DataException` if sizes differ and no shape was given to resize them to.
    public Builder add(SplitName splitName, Stream<LabelledImage> source) {
      images.add(splitName, source.iterator());
      return this;
    }

    /// Adds images from an iterable.
    public Builder add(SplitName splitName, Iterable<LabelledImage> source) {
      images.add(splitName, source.iterator());
      return this;
    }

    /// The data set.
    ///
    /// Fails with `DataException` if the splits don't fit together, there are no images or fewer
    /// than two classes, or a label isn't the index of a class.
    public Dataset build() {
      return images.finish(normalization);
    }
  }

  /// A data set of splits with unknown scaling, so that a model trained on it can't classify image
  /// files.
  ///
  /// Fails as [#of(List, Map, Normalization, Provenance)] does.
  public static Dataset of(
      List<String> classNames, Map<SplitName, Split> splits, Provenance provenance) {
    return of(classNames, splits, Optional.empty(), provenance);
  }

  /// A data set of splits.
  ///
  /// Fails with `DataException` if it has no split, splits of different shapes, fewer than two
  /// classes, a name that is blank, too long or has invisible characters, or a label that isn't the
  /// index of a class.
  ///
  /// @param classNames the names of the classes, in the order of their indices
  /// @param splits the splits, any of which may be missing
  /// @param normalization how pixels from 0 to 255 became these floats
  public static Dataset of(
      List<String> classNames,
      Map<SplitName, Split> splits,
      Normalization normalization,
      Provenance provenance) {
    return of(classNames, splits, Optional.of(normalization), provenance);
  }

  /// A data set of splits, of which it isn't known how pixels 0 to 255 became these floats.
  ///
  /// Fails with `DataException` as [#of(List, Map, Normalization, Provenance)] does, and if the
  /// splits have other targets.
  ///
  /// @param targets what is to be learned of an image
  public static Dataset of(Targets targets, Map<SplitName, Split> splits, Provenance provenance) {
    return of(targets, splits, Optional.empty(), provenance);
  }

  /// The same, where it is known.
  public static Dataset of(
      Targets targets,
      Map<SplitName, Split> splits,
      Normalization normalization,
      Provenance provenance) {
    return of(targets, splits, Optional.of(normalization), provenance);
  }

  /// The same of classes.
  static Dataset of(
      List<String> classNames,
      Map<SplitName, Split> splits,
      Optional<Normalization> normalization,
      Provenance provenance) {
    return of(Targets.classes(classNames), splits, normalization, provenance);
  }

  /// The same, where the normalisation may not be known.
  static Dataset of(
      Targets targets,
      Map<SplitName, Split> splits,
      Optional<Normalization> normalization,
      Provenance provenance) {
    String source = provenance.source();
    if (targets.areClasses() && targets.width() < 2) {
      throw Problem.at(source, "a classifier needs two or more classes")
          .given("the classes " + targets.names())
          .expected("two or more")
          .fix("add images of another class");
    }
    for (String name : targets.names()) {
      if (!PlainText.isName(name)) {
        throw Problem.at(
                source,
                "a %s name can't be shown".formatted(targets.areClasses() ? "class" : "target"))
            .given(name.isBlank() ? "a blank name" : Problem.quote(name))
            .expected(
                "at most %d characters, all of them visible".formatted(PlainText.LONGEST_NAME))
            .fix("rename the class");
      }
    }
    Map<SplitName, Split> filled = new EnumMap<>(SplitName.class);
    splits.forEach((splitName, split) -> addUnlessEmpty(filled, splitName, split));
    if (filled.isEmpty()) {
      throw Problem.at(source, "contains no images").fix("add images");
    }
    ImageShape shape = filled.values().iterator().next().shape();
    normalization.ifPresent(scaling -> expectFits(source, scaling, shape));
    filled.forEach((splitName, split) -> check(source, splitName, split, shape, targets));
    return new Dataset(
        shape,
        targets,
        Collections.unmodifiableMap(filled),
        normalization,
        provenance,
        List.of(),
        targets.areClasses() ? emptyClasses(targets.names(), filled) : List.of());
  }

  private static void expectFits(String source, Normalization scaling, ImageShape shape) {
    if (!scaling.fits(shape)) {
      int channels = scaling.channels().size();
      throw Problem.at(source, "the scaling has another number of channels than the images")
          .given("%d channels, for images of %s".formatted(channels, shape))
          .expected("the same scaling for all channels, or one for each")
          .fix(
              channels == 3
                  ? "convert the images to colour with --channels 3, or choose another scaling"
                  : "choose another scaling");
    }
  }

  private static void addUnlessEmpty(
      Map<SplitName, Split> filled, SplitName splitName, Split split) {
    if (split.count() > 0) {
      filled.put(splitName, split);
    }
  }

  private static void check(
      String source, SplitName splitName, Split split, ImageShape shape, Targets targets) {
    if (!split.shape().equals(shape)) {
      throw Problem.at(
              source, "the " + splitName.adjective() + " images differ in size from the others")
          .given(split.shape().toString())
          .expected(shape.toString())
          .fix("resize all images to the same size");
    }
    int width = targets.areClasses() ? 0 : targets.width();
    if (split.targetWidth() != width) {
      throw Problem.at(source, "the " + splitName.adjective() + " images have other targets")
          .given("rows of %d numbers".formatted(split.targetWidth()))
          .expected("rows of %d, for %s".formatted(width, targets))
          .fix("split.withTargets(rows, %d)".formatted(width));
    }
    for (int i = 0; i < split.count(); i++) {
      int label = split.label(i);
      if (label < 0 || label >= targets.width()) {
        throw Labels.outside(source, splitName.adjective() + " label", i, label, targets.names());
      }
    }
  }

  private static List<String> emptyClasses(List<String> classNames, Map<SplitName, Split> splits) {
    BitSet learned = new BitSet();
    BitSet seen = new BitSet();
    splits.forEach(
        (splitName, split) -> {
          for (int i = 0; i < split.count(); i++) {
            seen.set(split.label(i));
            if (splitName == SplitName.TRAIN) {
              learned.set(split.label(i));
            }
          }
        });
    List<String> untrained = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (int c = 0; c < classNames.size(); c++) {
      if (!seen.get(c)) {
        empty.add(classNames.get(c));
      } else if (!learned.get(c) && splits.containsKey(SplitName.TRAIN)) {
        untrained.add(classNames.get(c));
      }
    }
    List<String> warnings = new ArrayList<>();
    if (!untrained.isEmpty()) {
      warnings.add(UNTRAINED + Problem.list(untrained));
    }
    if (!empty.isEmpty()) {
      warnings.add(EMPTY + Problem.list(empty));
    }
    return List.copyOf(warnings);
  }

  /// Several data sets as one: split by split, one after the other, with classes joined by name,
  /// those of the first set first. What differs is among the [#warnings].
  ///
  /// Fails with `DataException` if the images differ in size or channels, or something else than
  /// the same targets is to be learned of them.
  public static Dataset joined(List<Dataset> sets) {
    return joined(
        sets.stream().map(set -> new DataPart(set.provenance().source(), 1, false)).toList(), sets);
  }

  /// The same, where each set counts as its part says. The images of all are scaled as those of the
  /// first set.
  ///
  /// @param parts what the sets are called and how they count, in their order
  public static Dataset joined(List<DataPart> parts, List<Dataset> sets) {
    return new DatasetJoin(parts, sets).dataset();
  }

  /// A split, if the data set has it.
  public Optional<Split> split(SplitName splitName) {
    return Optional.ofNullable(splits.get(splitName));
  }

  /// Whether the data set has a split.
  public boolean has(SplitName splitName) {
    return splits.containsKey(splitName);
  }

  /// The training images; fails with `DataException` if there are none.
  public Split train() {
    return need(SplitName.TRAIN);
  }

  /// The validation images; fails with `DataException` if there are none.
  public Split valid() {
    return need(SplitName.VALID);
  }

  /// The test images; fails with `DataException` if there are none.
  public Split test() {
    return need(SplitName.TEST);
  }

  private Split need(SplitName splitName) {
    Split split = splits.get(splitName);
    if (split == null) {
      throw Problem.at(provenance.source(), "contains no " + splitName.adjective() + " images")
          .given("splits: " + Problem.list(splits.keySet().stream().map(SplitName::key).toList()))
          .fix("use another split, or data that has this one");
    }
    return split;
  }

  /// The shape of every image.
  public ImageShape shape() {
    return shape;
  }

  /// Rows of an image.
  public int height() {
    return shape.height();
  }

  /// Columns of an image.
  public int width() {
    return shape.width();
  }

  /// Channels per pixel.
  public int channels() {
    return shape.channels();
  }

  /// What is to be learned of an image: classes, unless the data was made with others.
  public Targets targets() {
    return targets;
  }

  /// The names of the classes, by index; of other [#targets] the names of their numbers.
  public List<String> classNames() {
    return targets.names();
  }

  /// How many classes, or numbers of other targets.
  public int classes() {
    return targets.width();
  }

  /// How pixels from 0 to 255 become the floats of this data set; empty if unknown, in which case a
  /// model trained on it can't classify image files.
  public Optional<Normalization> normalization() {
    return normalization;
  }

  /// Where it came from.
  public Provenance provenance() {
    return provenance;
  }

  /// Warnings about the data set, one line each.
  public List<String> warnings() {
    return warnings;
  }

  /// Those of the warnings that matter to whoever scores a network.
  ///
  /// @param alone the splits that it is scored on, or none if it is scored on all images together,
  ///   wherever they were held out
  public List<String> warningsForScores(Set<SplitName> alone) {
    return warnings.stream()
        .filter(
            line ->
                !line.startsWith(UNTRAINED)
                    && Arrays.stream(SplitName.values())
                        .allMatch(
                            split -> alone.contains(split) || !HoldOutSplitter.warns(line, split)))
        .toList();
  }

  /// The warnings but for those about classes without images.
  List<String> warningsBesideClasses() {
    return warnings.stream()
        .filter(line -> !line.startsWith(UNTRAINED) && !line.startsWith(EMPTY))
        .toList();
  }

  /// The broken image files that were left out.
  public List<UnreadableImage> broken() {
    return broken;
  }

  /// A copy with these files as the broken ones.
  public Dataset withBroken(List<UnreadableImage> files) {
    return new Dataset(
        shape, targets, splits, normalization, provenance, List.copyOf(files), warnings);
  }

  /// A copy with other names for the same number of classes.
  public Dataset withClassNames(List<String> names) {
    if (names.size() != classes()) {
      throw new IllegalArgumentException(names.size() + " names for " + classes() + " classes");
    }
    return new Dataset(
        shape, targets.withNames(names), splits, normalization, provenance, broken, warnings);
  }

  /// A copy of the images alone: what there is to learn of each is a value `unlabelled`, which is
  /// 0. Warnings about classes are dropped.
  public Dataset withoutLabels() {
    Map<SplitName, Split> bare = new EnumMap<>(SplitName.class);
    splits.forEach((name, split) -> bare.put(name, split.withTargets(new float[split.count()], 1)));
    List<String> ofClasses = targets.areClasses() ? emptyClasses(classNames(), splits) : List.of();
    return new Dataset(
        shape,
        Targets.values(List.of("unlabelled")),
        Collections.unmodifiableMap(bare),
        normalization,
        provenance,
        broken,
        warnings.stream().filter(line -> !ofClasses.contains(line)).toList());
  }

  /// A copy with these targets, matched by name: each image keeps the name of its class, whose
  /// index may change. Names are compared in Unicode's composed form.
  ///
  /// There may be more classes than those of the images; other targets must name the same ones.
  ///
  /// Fails with `DataException` if there are images of a class that is none of these, or the
  /// targets are of another kind.
  public Dataset withTargets(Targets others) {
    return ClassOrder.of(this, others);
  }

  /// A copy with these warnings added, without repeating any.
  public Dataset withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    more.stream().filter(line -> !all.contains(line)).forEach(all::add);
    return new Dataset(shape, targets, splits, normalization, provenance, broken, List.copyOf(all));
  }

  /// A copy whose images are scaled otherwise, and a warning that says so; the same if they are
  /// scaled like that.
  ///
  /// Fails with `DataException` if it isn't known how they are scaled, or the scaling has another
  /// number of channels.
  public Dataset scaled(Normalization wanted) {
    Normalization now =
        normalization.orElseThrow(
            () ->
                Problem.at(provenance.source(), "the images can't be scaled otherwise")
                    .given("pixels whose scaling isn't known")
                    .expected("integers, or pixels scaled to 0..1, -0.5..0.5 or -1..1")
                    .fix("scale them as wanted before saving them"));
    if (now.mapsLike(wanted)) {
      return this;
    }
    Normalization other = wanted.withLevelsOf(now);
    expectFits(provenance.source(), other, shape);
    Map<SplitName, Split> scaled = new EnumMap<>(SplitName.class);
    splits.forEach((splitName, split) -> scaled.put(splitName, split.scaled(now, other)));
    return new Dataset(
            shape,
            targets,
            Collections.unmodifiableMap(scaled),
            Optional.of(other),
            provenance,
            broken,
            warnings)
        .withWarnings(List.of("pixels are scaled as %s instead of %s".formatted(other, now)));
  }

  /// A copy with the same classes and scaling, but other splits.
  ///
  /// Fails with `DataException` as [#of(List, Map, Normalization, Provenance)] does.
  public Dataset withSplits(Map<SplitName, Split> splits) {
    return of(targets, splits, normalization, provenance).withBroken(broken).withWarnings(warnings);
  }

  /// The shapes as the notebook prints them after loading, one line per split: `Training set
  /// (15230, 28, 28) (15230,)`.
  public List<String> shapeLines() {
    String image = height() + ", " + width() + (channels() == 1 ? "" : ", " + channels());
    return lines((count, line) -> line + "(" + count + ", " + image + ") (" + count + ",)");
  }

  /// The shapes as the notebook prints them after reformatting, one line per split: `Training set
  /// (15230, 28, 28, 1) (15230, 10)`.
  public List<String> reformattedShapeLines() {
    String image = height() + ", " + width() + ", " + channels();
    return lines(
        (count, line) ->
            line + "(" + count + ", " + image + ") (" + count + ", " + classes() + ")");
  }

  private interface Line {
    String of(int count, String title);
  }

  private List<String> lines(Line line) {
    return splits.entrySet().stream()
        .map(splitName -> line.of(splitName.getValue().count(), splitName.getKey().title() + " "))
        .toList();
  }

  /// `glyphs: 8,000 train, 1,000 valid, 1,000 test images of 28 x 28; 3 classes: A, B, C`.
  @Override
  public String toString() {
    String counts =
        splits.entrySet().stream()
            .map(
                splitName ->
                    Problem.count(splitName.getValue().count()) + " " + splitName.getKey().key())
            .collect(Collectors.joining(", "));
    return "%s: %s images of %s; %s".formatted(provenance.source(), counts, shape, targets);
  }
}
