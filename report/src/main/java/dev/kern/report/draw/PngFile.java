package dev.kern.report.draw;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Path;

/// Drawings as PNG files.
public final class PngFile {
  private PngFile() {}

  /// Paints a drawing and writes it, in place of the file that is there.
  ///
  /// Fails with `DataException` if the file can't be written, or this machine has no fonts.
  ///
  /// @param scale pixels per point
  public static void write(Path file, Drawing drawing, int scale) {
    AtomicOutput.replace(file, Png.encode(paint(file, drawing, scale)));
  }

  private static Raster paint(Path file, Drawing drawing, int scale) {
    try {
      return Painter.paint(drawing, scale);
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Where fontconfig or a font is missing, Java says so in any of these ways.
      throw noText(file, e);
    }
  }

  private static DataException noText(Path file, Throwable cause) {
    return Problem.at(file.toString(), "Java can't draw text on this machine")
        .given(String.valueOf(cause))
        .because(cause)
        .fix("install fontconfig and a font, such as the package fonts-dejavu-core");
  }
}
