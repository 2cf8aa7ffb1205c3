package dev.kern.data;

import dev.kern.data.file.PlainText;
import dev.kern.data.file.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A broken image file that was left out of a data set.
///
/// @param file its name, within the folder or archive
/// @param reason what is wrong with it
public record UnreadableImage(String file, String reason) {
  private static final int NAMED = 5;

  /// The warning about such files in [Dataset#warnings]: how many, and the first few.
  public static String warning(List<UnreadableImage> broken) {
    String first =
        broken.stream()
            .limit(NAMED)
            .map(UnreadableImage::toString)
            .collect(Collectors.joining("; "));
    int rest = broken.size() - NAMED;
    return Problem.count(broken.size())
        + (broken.size() == 1 ? " unreadable image was" : " unreadable images were")
        + " left out: "
        + first
        + (rest > 0 ? "; and " + Problem.count(rest) + " more" : "");
  }

  /// `A/1.png: the file is empty`.
  @Override
  public String toString() {
    return PlainText.of(file) + ": " + reason;
  }
}
