package dev.kern.data.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Files of data sets that others use and Kern doesn't read, and what to do with them.
enum ForeignData {
  /// Tables of columns, as Hugging Face has data sets.
  PARQUET("a Parquet file", "", List.of(".parquet")),
  /// The same in memory's layout.
  ARROW("an Arrow file", "", List.of(".arrow", ".feather")),
  /// Records of TensorFlow.
  TFRECORD("a TFRecord file", "", List.of(".tfrecord", ".tfrecords")),
  /// Hierarchies of arrays, as Keras has them.
  HDF5("an HDF5 file", "h5py.File", List.of(".h5", ".hdf5")),
  /// Variables of MATLAB.
  MATLAB("a MATLAB file", "scipy.io.loadmat", List.of(".mat")),
  /// Archives among the files, such as one for each split or class.
  ARCHIVES("an archive", "", List.of(".zip", ".tar", ".tgz", ".7z", ".rar"));

  private final String words;
  private final String reader;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> endings;

  ForeignData(String words, String reader, List<String> endings) {
    this.words = words;
    this.reader = reader;
    this.endings = endings;
  }

  /// The kind that a name with that ending, in lower case, is of.
  static Optional<ForeignData> ofEnding(String ending) {
    return Arrays.stream(values()).filter(kind -> kind.endings.contains(ending)).findFirst();
  }

  /// The kind whose signature was found.
  static Optional<ForeignData> ofWords(String words) {
    return Arrays.stream(values()).filter(kind -> kind.words.equals(words)).findFirst();
  }

  /// What the user can do.
  String fix() {
    if (this == ARCHIVES) {
      return "unpack the archives in it, each into a folder of its name, and give the folder of"
          + " all";
    }
    return reader.isEmpty()
        ? "export each image as a file in a folder named after its class, such as cat/1.png"
        : "in Python, read it with %s, then numpy.savez('data.npz', x_train=…, y_train=…)"
            .formatted(reader);
  }
}
