package dev.kern.testing;

import java.nio.file.Path;
import java.util.List;

/// The maintainers' test data: whole data sets and all golden numbers, too large for the repository
/// and published nowhere.
///
/// It is the folder `shared` beside the checkout, or the one that `-Dkern.shared` names, by a path
/// that is absolute or relative to the checkout. Tests that read it are annotated
/// [NeedsSharedData].
public final class SharedData {
  static final String FIX = "provide it beside the checkout or by -Dkern.shared=FOLDER";

  private static final TestFolder FOLDER =
      new TestFolder(Path.of("..").resolve(System.getProperty("kern.shared", "../shared")), FIX);

  private SharedData() {}

  /// The folder of the data, whether or not it is there.
  static Path folder() {
    return FOLDER.folder().toAbsolutePath().normalize();
  }

  /// A file or folder in it.
  ///
  /// @param relative its path in the folder of the data
  /// @throws AssertionError if it is missing
  public static Path path(String relative) {
    return FOLDER.path(relative);
  }

  /// The files of a folder in it, sorted.
  ///
  /// @param relative the path of the folder in that of the data
  /// @param suffix how the names of the files end
  /// @throws AssertionError if there are none
  public static List<Path> files(String relative, String suffix) {
    return FOLDER.files(relative, suffix);
  }
}
