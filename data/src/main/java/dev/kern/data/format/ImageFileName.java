package dev.kern.data.format;

import dev.kern.data.FolderName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What the name of a file in a folder or archive says, a path with slashes.
final class ImageFileName {
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif");
  private static final Pattern LINE_BREAK = Pattern.compile("[\n\r\u0085\u2028\u2029]");

  private ImageFileName() {}

  /// The folder that it lies in; empty for the outermost one.
  static String folderOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /// Whether the ending is that of an image.
  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1
        && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        && !LINE_BREAK.matcher(name).find(name.lastIndexOf('/') + 1);
  }

  /// Whether it, or a folder that it lies in, is hidden, or the system's own. A step out of an
  /// archive isn't: the archive refuses it.
  static boolean isHidden(String name) {
    return Arrays.stream(name.split("/", -1))
        .anyMatch(
            step ->
                FolderName.isSystem(step)
                    || (step.startsWith(".") && !step.equals(".") && !step.equals("..")));
  }
}
