package dev.kern.data.format;

import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.HoldOutSplitter;
import dev.kern.data.ImageTarget;
import dev.kern.data.NamedDataset;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/// Opens data sets.
public final class Datasets {
  /// The name, and the format, of the letters that come with Kern.
  public static final String LETTERS = "glyphs";

  private static final ClassLoader LOADER = NamedDataset.class.getClassLoader();

  private Datasets() {}

  /// Opens a file or folder, detecting the format from its content, or a [NamedDataset] such as
  /// `glyphs`, the letters that come with Kern (artifact `kern-glyphs`).
  ///
  /// A name wins over a file or folder of that name, which `./glyphs` opens; if that is a data set
  /// too, [Dataset#warnings] says so.
  ///
  /// Missing splits are held out from the training images: a tenth of each class, chosen by
  /// content, with identical images kept together; [Dataset#warnings] reports it.
  ///
  /// Fails with `DataException` if the file doesn't exist, its format is unknown, or its content
  /// can't be used.
  public static Dataset open(Path path) {
    return open(path, ImageTarget.AS_IS);
  }

  /// Opens a file or folder as [#open(Path)] does, and resizes its images; image files are resized
  /// one by one, so their sizes may differ; [Dataset#warnings] reports it.
  public static Dataset open(Path path, ImageTarget sizing) {
    return open(path, Loading.USUAL.withSizing(sizing));
  }

  /// Opens several and [joins][Dataset#joined(List, List)] them.
  ///
  /// Fails with `DataException` if one can't be opened, or they can't be joined.
  public static Dataset open(List<DataPart> parts) {
    return DatasetReader.usual().open(parts);
  }

  static Dataset open(Path path, Loading how) {
    return open(path, how, HoldOutSplitter::missing);
  }

  /// @param complete makes the splits that are missing
  static Dataset open(Path path, Loading how, UnaryOperator<Dataset> complete) {
    if (path.toString().isEmpty()) { // Java takes it for the folder that the program runs in
      throw Problem.at("data", "the path is empty")
          .expected("a file, a folder, or glyphs")
          .fix("give a path; '.' is " + path.toAbsolutePath());
    }
    // A name stands alone: for other paths nothing is searched for providers.
    boolean alone = path.getParent() == null;
    return open(
        path, alone ? ServiceLoader.load(NamedDataset.class, LOADER) : List.of(), how, complete);
  }

  /// Opens the data set of that name, if there is one, or else the file or folder.
  static Dataset open(Path path, Iterable<NamedDataset> named, Loading how) {
    return open(path, named, how, HoldOutSplitter::missing);
  }

  private static Dataset open(
      Path path, Iterable<NamedDataset> named, Loading how, UnaryOperator<Dataset> complete) {
    Optional<DatasetFormat> format =
        FileStatus.exists(path) ? DatasetFormat.of(path) : Optional.empty();
    for (NamedDataset set : named) {
      if (set.name().equals(path.toString())) {
        Dataset data = format.isPresent() ? set.open().withWarnings(hides(path)) : set.open();
        return scaled(DatasetResizer.of(data, how), how);
      }
    }
    if (format.isPresent() && how.imagesOnly()) {
      return scaled(format.get().open(path, how), how).withoutLabels();
    }
    if (format.isPresent()) {
      return scaled(complete.apply(format.get().open(path, how)), how);
    }
    throw FileStatus.exists(path) ? unknown(path) : missing(path);
  }

  /// The data set in the scaling that is wanted, if its own is known.
  private static Dataset scaled(Dataset data, Loading how) {
    return data.normalization().isEmpty() ? data : how.scaling().map(data::scaled).orElse(data);
  }

  private static List<String> hides(Path path) {
    return List.of(
        "%s is the data set that comes with Kern, not the one in the working directory; for that, give ./%s"
            .formatted(path, path));
  }

  private static DataException missing(Path path) {
    if (path.toString().equals(LETTERS)) {
      return Problem.at(LETTERS, "the letters that come with Kern are in a separate artifact")
          .expected("kern-glyphs on the class path or module path")
          .fix("add the dependency dev.kern:kern-glyphs, in the version of kern-data");
    }
    return Problem.of(path, new NoSuchFileException(path.toString()));
  }

  /// The supported formats, one line each.
  public static List<String> formats() {
    return DatasetFormat.all().stream().map(DatasetFormat::description).toList();
  }

  /// The error about a file or folder of no known format.
  static DataException unknown(Path path) {
    Optional<FolderContents> holding = Archive.of(path).map(FolderContents::of);
    boolean folder = FileStatus.isFolder(path);
    String kind = folder ? "a folder" : look(path);
    String fix = fix(kind, holding, folder);
    return Problem.at(path.toString(), "not a data set in a known format")
        .given(kind + holding.map(held -> " with " + held).orElse(""))
        .expected(String.join(", or ", formats()))
        .fix(isSettings(path) ? "kern train " + ShellWord.of(path.toString()) : fix)
        .noting(holding.map(FolderContents::notes).orElse(List.of()));
  }

  /// Whether a file is a recipe, by its name.
  private static boolean isSettings(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.ya?ml");
  }

  private static String fix(String kind, Optional<FolderContents> holding, boolean folder) {
    if (holding.filter(FolderContents::hasImages).isPresent()) {
      return "put the images of each class in a folder named after it, such as A/1.png";
    }
    Optional<String> foreign =
        ForeignData.ofWords(kind)
            .map(ForeignData::fix)
            .or(() -> holding.flatMap(FolderContents::foreignFix));
    if (foreign.isPresent()) {
      return foreign.get();
    }
    return holding.isPresent() && !folder
        ? "unpack it, and give the file or folder in it that is one of these"
        : "convert it to one of these, or check the path";
  }

  private static String look(Path path) {
    try (Content content = Content.open(path)) {
      return FileSignature.of(content).orElseGet(() -> FileSignature.beginning(content));
    }
  }
}
