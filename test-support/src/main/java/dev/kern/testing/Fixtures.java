package dev.kern.testing;

import java.nio.file.Path;
import java.util.List;

/// The files in `test-support/fixtures`, which every checkout has; its README says where each is
/// from.
public final class Fixtures {
  private static final TestFolder FOLDER =
      new TestFolder(
          Path.of("../test-support/fixtures"),
          "run the tests by Maven, or in the folder of their module");

  private Fixtures() {}

  /// 3,000 real letters, a pickle as the notebook writes it: 2,000 to train on, 500 to validate,
  /// 500 to test.
  public static Path letters() {
    return path("pickles/small_p4.pickle.gz");
  }

  /// A file or folder among them.
  ///
  /// @param relative its path in the folder of the fixtures
  /// @throws AssertionError if it is missing
  public static Path path(String relative) {
    return FOLDER.path(relative);
  }

  /// The files of a folder among them, sorted.
  ///
  /// @param relative the path of the folder in that of the fixtures
  /// @param suffix how the names of the files end
  /// @throws AssertionError if there are none
  public static List<Path> files(String relative, String suffix) {
    return FOLDER.files(relative, suffix);
  }
}
