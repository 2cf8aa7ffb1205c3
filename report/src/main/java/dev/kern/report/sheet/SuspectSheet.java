package dev.kern.report.sheet;

import dev.kern.data.Dataset;
import dev.kern.data.UnreadableImage;
import dev.kern.data.check.Check;
import dev.kern.data.check.Groups;
import dev.kern.data.check.SampleLocation;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Painter;
import dev.kern.report.draw.PngFile;
import dev.kern.report.draw.Thumbnail;
import dev.kern.report.draw.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The images that a check has found something wrong with, those that belong together side by side,
/// each with its label and where it stands.
///
/// What is worst comes first: labels that contradict each other, then what a network is tested on
/// and has learned from, then the rest; of each kind as many as one looks through.
public final class SuspectSheet {
  private static final int MOST_GROUPS = 24;
  private static final int MOST_OF_GROUP = 6;
  private static final int MOST_BROKEN = 10;
  private static final double WIDTH = 1320;
  private static final double TILE = 112;
  private static final double CAPTION = 38;
  private static final double PAD = 10;
  private static final int COLUMNS = 10;
  private static final double COLUMN = 128; // an image, and what is beside it
  private static final int LETTERS = 14;
  private static final double TIGHT = 0.8; // long texts take less than #length, which is careful

  private final Dataset data;
  private final Check check;
  private final Sheet sheet = new Sheet();
  private double y = Sheet.MARGIN;

  private SuspectSheet(Dataset data, Check check) {
    this.data = data;
    this.check = check;
  }

  /// Writes a PNG file of what a check of a data set has found, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  public static void write(Dataset data, Check check, Path file) {
    PngFile.write(file, new SuspectSheet(data, check).drawing(), Painter.SCREEN);
  }

  /// The sheet, laid out.
  static Drawing drawing(Dataset data, Check check) {
    return new SuspectSheet(data, check).drawing();
  }

  private Drawing drawing() {
    String source = data.provenance().source();
    sheet.text(Sheet.MARGIN, y + 14, Sheet.shortened(source, 100), Sheet.TITLE, Ink.TEXT);
    sheet.text(
        Sheet.MARGIN,
        y + 34,
        "%s images of %s, and the problems found"
            .formatted(Unit.count(check.images()), data.shape()),
        Sheet.DETAIL,
        Ink.FAINT);
    y += 46;
    double empty = y;
    broken();
    groups("Equal images with different labels", check.copies().conflicts().groups());
    groups("Nearly equal images with different labels", check.near().conflicts().groups());
    constant();
    groups("Equal images in different splits", across(check.copies()));
    groups("Nearly equal images in different splits", across(check.near()));
    groups("Equal images in one split", within(check.copies()));
    groups("Nearly equal images in one split", within(check.near()));
    if (y == empty) {
      heading("No problems found", "");
    }
    return sheet.drawing("Problems in " + source, WIDTH, y + Sheet.MARGIN);
  }

  private static boolean isAcross(List<SampleLocation> group) {
    return group.stream().map(SampleLocation::splitName).distinct().count() > 1;
  }

  /// The groups of several splits, but for those that were shown for their labels.
  private static List<List<SampleLocation>> across(Groups groups) {
    return groups.groups().stream().filter(g -> !Groups.isConflict(g) && isAcross(g)).toList();
  }

  /// The groups of one split, but for those that were shown as being of one colour.
  private List<List<SampleLocation>> within(Groups groups) {
    Set<SampleLocation> shown = Set.copyOf(check.constant());
    return groups.groups().stream()
        .filter(g -> !Groups.isConflict(g) && !isAcross(g) && !shown.contains(g.getFirst()))
        .toList();
  }

  private void heading(String text, String detail) {
    y += 30;
    sheet.text(Sheet.MARGIN, y, text, Sheet.NAME + 1, Ink.TEXT);
    double beside = Sheet.MARGIN + TIGHT * Sheet.length(text, Sheet.NAME + 1) + 16;
    sheet.text(beside, y, detail, Sheet.DETAIL, Ink.FAINT);
    y += 14;
  }

  private void broken() {
    List<UnreadableImage> broken = check.broken();
    if (broken.isEmpty()) {
      return;
    }
    heading("Broken files", count(broken.size(), "file", MOST_BROKEN));
    for (UnreadableImage file : broken.subList(0, Math.min(MOST_BROKEN, broken.size()))) {
      y += 18;
      sheet.text(Sheet.MARGIN, y, Sheet.shortened(file.toString(), 160), Sheet.DETAIL, Ink.FAINT);
    }
    y += 8;
  }

  private static String count(int count, String thing, int most) {
    String all = Unit.count(count) + " " + thing + (count == 1 ? "" : "s");
    return count > most ? all + ", " + most + " shown" : all;
  }

  /// One image of each class and colour, and how many more there are.
  private void constant() {
    Map<String, List<SampleLocation>> byLabel = new LinkedHashMap<>();
    check.constant().stream()
        .sorted(
            Comparator.comparingInt(
                (SampleLocation place) -> data.classNames().indexOf(place.label())))
        .forEach(
            place -> byLabel.computeIfAbsent(place.label(), _ -> new ArrayList<>()).add(place));
    if (!byLabel.isEmpty()) {
      heading(
          "Images of a single colour", count(check.constant().size(), "image", Integer.MAX_VALUE));
      boxes(List.copyOf(byLabel.values()), 1);
    }
  }

  private void groups(String title, List<List<SampleLocation>> groups) {
    if (!groups.isEmpty()) {
      heading(title, count(groups.size(), "group", MOST_GROUPS));
      boxes(groups.subList(0, Math.min(MOST_GROUPS, groups.size())), MOST_OF_GROUP);
    }
  }

  /// Groups side by side in columns, each on a ground of its own, with at most so many images. A
  /// row is filled up with the next groups that fit.
  private void boxes(List<List<SampleLocation>> groups, int most) {
    double high = PAD + TILE + CAPTION;
    List<List<SampleLocation>> left = new ArrayList<>(groups);
    while (!left.isEmpty()) {
      int column = 0;
      for (Iterator<List<SampleLocation>> next = left.iterator(); next.hasNext(); ) {
        List<SampleLocation> group = next.next();
        int shown = Math.min(most, group.size());
        if (column + shown <= COLUMNS) {
          box(Sheet.MARGIN + column * COLUMN, shown * COLUMN - PAD, high, group, shown);
          column += shown;
          next.remove();
        }
      }
      y += left.isEmpty() ? high : high + PAD;
    }
  }

  private void box(double x, double wide, double high, List<SampleLocation> group, int shown) {
    double between = Math.floor((wide - shown * TILE) / (shown + 1));
    sheet.ground(x, y, wide, high);
    for (int i = 0; i < shown; i++) {
      int more = i == shown - 1 ? group.size() - shown : 0;
      tile(x + between + i * (TILE + between), group.get(i), more);
    }
  }

  private void tile(double x, SampleLocation place, int more) {
    sheet.image(
        x,
        y + PAD,
        TILE,
        TILE,
        Thumbnail.of(
            data.split(place.splitName()).orElseThrow(),
            place.sample(),
            data.normalization(),
            (int) TILE),
        place.toString());
    String label = Sheet.shortened(place.label(), more > 0 ? 5 : LETTERS - 3);
    String text = more > 0 ? "%s  +%s more".formatted(label, Unit.count(more)) : label;
    sheet.text(x, y + PAD + TILE + 15, text, Sheet.DETAIL + 1, Ink.TEXT);
    String where =
        place
            .file()
            .map(file -> file.substring(file.lastIndexOf('/') + 1))
            .map(file -> place.splitName().key() + " " + Sheet.shortened(file, LETTERS - 2))
            .orElse(place.toString());
    sheet.text(x, y + PAD + TILE + 28, where, Sheet.DETAIL - 2, Ink.FAINT);
  }
}
