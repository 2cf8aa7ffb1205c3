package dev.kern.data.fetch;

import dev.kern.data.file.Problem;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A data set published on the web.
///
/// @param name the name to fetch it by
/// @param from the address of its files, ending in a slash
/// @param files its files
/// @param archive whether its only file is an archive to be unpacked, rather than opened as it is
/// @param terms its licence and origin
public record Publication(
    String name, URI from, List<PublishedFile> files, boolean archive, String terms) {
  private static final String CVDF = "https://storage.googleapis.com/cvdf-datasets/mnist/";
  private static final String ZALANDO =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

  /// A published file.
  ///
  /// @param name its name, relative to the data set's address and on disk
  /// @param bytes its size
  /// @param sha256 its checksum, or empty if its publisher gives none: then only the size is
  ///   checked
  public record PublishedFile(String name, long bytes, Optional<String> sha256) {
    static PublishedFile of(String name, long bytes, String sha256) {
      return new PublishedFile(name, bytes, Optional.of(sha256));
    }
  }

  /// Copies the list.
  public Publication {
    files = List.copyOf(files);
  }

  /// All known publications.
  public static List<Publication> all() {
    return List.of(notMnist(), mnist(), fashionMnist(), cifar10());
  }

  /// The publication of a name.
  ///
  /// Fails with `DataException` if the name is unknown.
  public static Publication named(String name) {
    return all().stream()
        .filter(known -> known.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.at("fetch", "unknown data set")
                    .given(Problem.quote(name))
                    .expected("one of " + Problem.list(all().stream().map(p -> p.name).toList()))
                    .fix(
                        "use one of these, or download the data yourself and give the path of its"
                            + " file or folder"));
  }

  /// The address of its files in words, without a password.
  public String place() {
    return Download.shown(from.toString());
  }

  /// A copy that downloads from another address.
  public Publication from(URI mirror) {
    URI folder = mirror.toString().endsWith("/") ? mirror : URI.create(mirror + "/");
    return new Publication(name, folder, files, archive, terms);
  }

  private static Publication notMnist() {
    return new Publication(
        "notmnist",
        URI.create("http://yaroslavvb.com/upload/notMNIST/"),
        List.of(new PublishedFile("notMNIST_small.tar.gz", 8_458_043, Optional.empty())),
        false,
        "Bulatov 2011, the small set, cleaned by hand; letters in fonts found on the web");
  }

  private static Publication mnist() {
    return new Publication(
        "mnist",
        URI.create(CVDF),
        List.of(
            PublishedFile.of(
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            PublishedFile.of(
                "train-labels-idx1-ubyte.gz",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            PublishedFile.of(
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            PublishedFile.of(
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
        false,
        "LeCun, Cortes and Burges 1998, CC BY-SA 3.0; the authors' page no longer serves it to"
            + " everyone");
  }

  private static Publication fashionMnist() {
    return new Publication(
        "fashion-mnist",
        URI.create(ZALANDO),
        List.of(
            PublishedFile.of(
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            PublishedFile.of(
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            PublishedFile.of(
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            PublishedFile.of(
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
        false,
        "Xiao, Rasul and Vollgraf 2017, MIT licence");
  }

  private static Publication cifar10() {
    return new Publication(
        "cifar-10",
        URI.create("https://www.cs.toronto.edu/~kriz/"),
        List.of(
            PublishedFile.of(
                "cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
        true,
        "Krizhevsky 2009; cite his report");
  }
}
