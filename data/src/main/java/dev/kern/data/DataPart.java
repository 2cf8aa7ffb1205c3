package dev.kern.data;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A data set that is joined with others, and how it counts among them.
///
/// In words `letters.npz`, `letters.npz:weight=0.5` or `letters.npz:weight=2:train`.
///
/// @param source where it is: a file, a folder, or a name such as `glyphs`
/// @param weight how often training draws each of its training images per epoch, on average
/// @param trainOnly whether its training images alone count, and none are held out of them
public record DataPart(String source, double weight, boolean trainOnly) {
  private static final Pattern WORDS = Pattern.compile("(.*?)((?::(?:weight=[^:]*|train))*)");
  private static final double LEAST = 0.001;
  private static final double MOST = 1000;

  /// Fails with `DataException` if the weight isn't a number from 0.001 to 1000.
  public DataPart {
    if (!(weight >= LEAST && weight <= MOST)) {
      throw Problem.at(source, "a data set can't have this weight")
          .given("weight " + weight)
          .expected("a number from 0.001 to 1000; 1 is each training image once per epoch")
          .fix("weight 1, or leave the data set out");
    }
  }

  /// All of a data set, each image with the weight of the others.
  public static DataPart of(Path source) {
    return new DataPart(source.toString(), 1, false);
  }

  /// Reads its words. If there is a file or folder whose very name they are, it is meant.
  ///
  /// Fails with `DataException` if the weight doesn't fit.
  public static DataPart parse(String words) {
    Matcher parts = WORDS.matcher(words);
    if (FileStatus.exists(Path.of(words)) || !parts.matches() || parts.group(2).isEmpty()) {
      return new DataPart(words, 1, false);
    }
    double weight = 1;
    boolean trainOnly = false;
    for (String word : parts.group(2).substring(1).split(":", -1)) {
      if (word.equals("train")) {
        trainOnly = true;
      } else {
        weight = number(parts.group(1), word.substring(word.indexOf('=') + 1));
      }
    }
    return new DataPart(parts.group(1), weight, trainOnly);
  }

  private static double number(String source, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw Problem.at(source, "the weight of a data set is no number")
          .given(Problem.quote(text))
          .expected("a number, such as 0.5")
          .because(e)
          .fix(source + ":weight=0.5");
    }
  }

  /// Where it is.
  public Path path() {
    return Path.of(source);
  }

  /// Whether it is a data set like any other.
  public boolean isWhole() {
    return weight == 1 && !trainOnly;
  }

  /// What several are called together: `glyphs + letters.npz:train`.
  public static String words(List<DataPart> parts) {
    return parts.stream().map(DataPart::toString).collect(Collectors.joining(" + "));
  }

  /// `letters.npz:weight=2:train`
  @Override
  public String toString() {
    String number = weight == Math.rint(weight) ? Long.toString((long) weight) : weight + "";
    return source + (weight == 1 ? "" : ":weight=" + number) + (trainOnly ? ":train" : "");
  }
}
