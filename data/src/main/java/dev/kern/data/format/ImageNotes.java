package dev.kern.data.format;

import dev.kern.data.image.ImageRemark;
import java.util.ArrayList;
import java.util.List;

/// What a user should know of image files that were read, in a line for each kind.
public final class ImageNotes {
  private final NameSample turned = new NameSample();
  private final NameSample odd = new NameSample();
  private final NameSample dark = new NameSample();

  /// None so far.
  public ImageNotes() {}

  /// Notes that an image was turned, as its EXIF data say.
  public void turned(String name) {
    turned.add(name);
  }

  /// Notes what is odd about a file.
  public void odd(String name, ImageRemark remark) {
    NameSample names =
        switch (remark.kind()) {
          case END -> odd;
          case DARK -> dark;
        };
    names.add(name, remark.how());
  }

  /// The lines, such as `turned 2 images upright, as the EXIF orientation says: 'a', 'b'`.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    turned
        .told("turned ", "image", "images", " upright, as the EXIF orientation says")
        .ifPresent(lines::add);
    odd.told("", "JPEG file ends oddly", "JPEG files end oddly", ", but the pixels are whole")
        .ifPresent(lines::add);
    String cure =
        " of 16 bits per value %s nearly black; if %s values are numbers, not brightness, store them"
            + " as a NumPy array of uint16, which is scaled by its range";
    dark.told(
            "",
            "image" + cure.formatted("is", "its"),
            "images" + cure.formatted("are", "their"),
            "")
        .ifPresent(lines::add);
    return lines;
  }
}
