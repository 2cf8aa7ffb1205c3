package dev.kern.data.format;

import java.util.ArrayList;
import java.util.List;

/// What a user should know of image files that were read, in a line for each kind.
public final class ImageNotes {
  private final NameSample turned = new NameSample();
  private final NameSample odd = new NameSample();

  /// None so far.
  public ImageNotes() {}

  /// Notes that an image was turned, as its EXIF data say.
  public void turned(String name) {
    turned.add(name);
  }

  /// Notes that a file ends oddly, though no pixel depends on it.
  ///
  /// @param how what is odd
  public void odd(String name, String how) {
    odd.add(name, how);
  }

  /// The lines, such as `turned 2 images upright, as the EXIF orientation says: 'a', 'b'`.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    turned
        .told("turned ", "image", "images", " upright, as the EXIF orientation says")
        .ifPresent(lines::add);
    odd.told("", "JPEG file ends oddly", "JPEG files end oddly", ", but the pixels are whole")
        .ifPresent(lines::add);
    return lines;
  }
}
