package dev.kern.train;

import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Provenance;
import dev.kern.data.ResizeMode;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.format.DatasetReader;
import dev.kern.json.Key;
import java.nio.charset.Charset;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The data that a run was trained on, precisely enough to recognise the same data again.
///
/// @param source the path that was opened, as it was given
/// @param format its format
/// @param sha256 the checksum of its files
/// @param files its files
/// @param image the size of an image
/// @param classes the names of the classes
/// @param targets what is to be learned of an image, if that isn't one of the classes
/// @param images how many images each part has
/// @param fit how the images were resized to that size, if it was asked for
/// @param names the encoding that names were read in, if it was asked for
/// @param parts the data sets that were joined, or none
public record DataRecord(
    String source,
    String format,
    String sha256,
    List<Provenance.SourceFile> files,
    ImageShape image,
    List<String> classes,
    @Key(omitEmpty = true) Optional<Targets> targets,
    Map<String, Integer> images,
    @Key(omitEmpty = true) Optional<ResizeMode> fit,
    @Key(omitEmpty = true) Optional<String> names,
    @Key(omitEmpty = true) List<Provenance.Part> parts) {
  private static final String MEMORY = "memory";

  /// Copies the list, and takes the format's former word for images.
  public DataRecord {
    parts = List.copyOf(parts);
    format = format.equals("pictures") ? "images" : format;
  }

  /// A data set's record.
  public static DataRecord of(Dataset data) {
    Provenance provenance = data.provenance();
    return new DataRecord(
        provenance.source(),
        provenance.format(),
        provenance.sha256(),
        provenance.files(),
        data.shape(),
        data.classNames(),
        Optional.of(data.targets()).filter(targets -> !targets.areClasses()),
        counts(data),
        provenance.fit(),
        provenance.names().map(Charset::name),
        provenance.parts());
  }

  /// What is to be learned of an image: one of the classes, unless there are other targets.
  public Targets learned() {
    return targets.orElseGet(() -> Targets.classes(classes));
  }

  /// What can be opened again: one data set, or those that were joined.
  ///
  /// Fails with `DataException` if it was in memory.
  public List<DataPart> sources() {
    if (format.equals(MEMORY) || parts.stream().anyMatch(part -> part.format().equals(MEMORY))) {
      throw Problem.at("data of the run", "the data was in memory and can't be reopened")
          .given(contents())
          .expected("data that can be opened again: a file, a folder or a data set with a name")
          .fix("name such data with --data WHERE, or evaluate the model in that program");
    }
    return parts.isEmpty()
        ? List.of(DataPart.of(Path.of(source)))
        : parts.stream().map(Provenance.Part::part).toList();
  }

  /// The data, opened again where it was.
  ///
  /// Fails with `DataException` if it was in memory, is no longer there, or can't be opened.
  ///
  /// @param reader opens it
  public Dataset open(DatasetReader reader) {
    List<DataPart> sources = sources();
    try {
      return reader.open(sources);
    } catch (DataException e) {
      if (e.getCause() instanceof NoSuchFileException gone
          && sources.stream().anyMatch(part -> isMissing(part, gone))) {
        Path path = Path.of(gone.getFile());
        throw Problem.at(path.toString(), "the data that the run was trained on is not there")
            .given(path.isAbsolute() ? "nothing" : "nothing in " + Path.of("").toAbsolutePath())
            .expected(contents())
            .because(e)
            .fix("say where it is now: --data WHERE" + (parts.isEmpty() ? "" : ", for each set"));
      }
      throw e;
    }
  }

  private static boolean isMissing(DataPart part, NoSuchFileException gone) {
    return part.source().equals(gone.getFile()) && !FileStatus.exists(part.path());
  }

  /// A reader that reads data as this was read: its names, and the sizes of its images.
  public DatasetReader reader(DatasetReader usual) {
    DatasetReader sized = usual.sizing(sizing());
    return encoding().map(sized::names).orElse(sized);
  }

  /// The encoding that names were read in, if it was asked for and Java knows it.
  private Optional<Charset> encoding() {
    return names.filter(Charset::isSupported).map(Charset::forName);
  }

  /// How images are resized to the size of these.
  public ImageTarget sizing() {
    return fit.map(ImageTarget.to(image)::withMode).orElse(ImageTarget.AS_IS);
  }

  /// Refuses other data, wherever it is stored.
  ///
  /// Fails with `DataException` if the checksum, the classes or the images are not the same.
  void expectSame(DataRecord given) {
    if (!given.contents().equals(contents())) {
      throw Problem.at(given.source(), "not the data this run was trained on")
          .given(given.contents())
          .expected(contents())
          .fix("say where that data is: --data WHERE (it was %s)".formatted(source));
    }
  }

  /// What tells it from other data, in words.
  String contents() {
    String what = targets.map(Targets::toString).orElse(classes.size() + " classes");
    return "%s: %s images of %s, %s, checksum %s"
        .formatted(format, imageCounts(), image, what, sha256);
  }

  /// How many images each part has, in words: `128 train, 16 valid, 16 test`.
  public String imageCounts() {
    return images.entrySet().stream()
        .map(part -> Problem.count(part.getValue()) + " " + part.getKey())
        .collect(Collectors.joining(", "));
  }

  /// How many images each part has, by its key.
  static Map<String, Integer> counts(Dataset data) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName).ifPresent(split -> counts.put(splitName.key(), split.count()));
    }
    return counts;
  }
}
