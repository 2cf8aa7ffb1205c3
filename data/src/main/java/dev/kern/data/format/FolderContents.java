package dev.kern.data.format;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ForeignImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What lies in a folder or archive that is no data set: for messages.
final class FolderContents implements Archive.Visitor {
  private static final int MOST_ENDINGS = 6;
  private static final int MOST_NAMES = 3;
  private static final String OTHER = "other";
  private static final Pattern TOLD = Pattern.compile("\\.[a-z0-9]{1,8}");

  private final Map<String, Integer> endings = new TreeMap<>();
  private final NameSample links = new NameSample();
  private final List<String> others = new ArrayList<>(); // the first without a telling ending
  private int files;
  private boolean images;
  private Optional<ForeignImage> foreignImage = Optional.empty();
  private Optional<ForeignData> foreignData = Optional.empty();

  private FolderContents() {}

  static FolderContents of(Archive archive) {
    FolderContents holding = new FolderContents();
    archive.visit(holding);
    return holding;
  }

  @Override
  public boolean wants(String name) {
    if (!ImageFileName.isHidden(name)) {
      files++;
      images |= ImageFileName.isImage(name);
      foreignImage = foreignImage.or(() -> ForeignImage.ofName(name));
      String file = name.substring(name.lastIndexOf('/') + 1);
      String ending = file.substring(Math.max(0, file.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
      boolean told = TOLD.matcher(ending).matches();
      endings.merge(told ? ending : OTHER, 1, Integer::sum);
      foreignData = foreignData.or(() -> ForeignData.ofEnding(ending));
      if (!told && others.size() < MOST_NAMES) {
        others.add(Problem.quote(file));
      }
    }
    return false;
  }

  @Override
  public void file(String name, Archive.Entry entry) {
    throw new AssertionError(name + " was not wanted");
  }

  @Override
  public void link(String name) {
    if (!ImageFileName.isHidden(name)) {
      links.add(name);
    }
  }

  /// Lines about what isn't counted.
  List<String> notes() {
    return links.skippedLinks().stream().toList();
  }

  /// Whether there are images, which then lie in no folder of a class.
  boolean hasImages() {
    return images;
  }

  /// What to do with images or data of a kind that isn't read, if there are some.
  Optional<String> foreignFix() {
    return foreignImage.map(ForeignImage::fix).or(() -> foreignData.map(ForeignData::fix));
  }

  /// `3 files: 2 .webp, 1 .txt`, `9 files: 8 other ('a', 'b', 'c', …), 1 .meta`.
  @Override
  public String toString() {
    if (files == 0) {
      return "no files";
    }
    String most =
        endings.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_ENDINGS)
            .map(e -> Problem.count(e.getValue()) + " " + e.getKey() + names(e))
            .collect(Collectors.joining(", "));
    return Problem.count(files) + (files == 1 ? " file: " : " files: ") + most;
  }

  private String names(Map.Entry<String, Integer> ending) {
    if (!ending.getKey().equals(OTHER)) {
      return "";
    }
    return " (%s%s)"
        .formatted(String.join(", ", others), ending.getValue() > others.size() ? ", …" : "");
  }
}
