package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.SplitName;
import dev.kern.data.file.AtomicOutput;
import dev.kern.glyph.GlyphFiles;
import dev.kern.glyph.GlyphRenderer;
import dev.kern.glyph.Glyphs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kern data render`: renders letters from fonts.
@Command(
    name = "render",
    description = {
      "Render letters from fonts as a data set, the way the built-in glyphs were made.",
      "Training, validation and test images come from different font families.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataRenderCommand implements Callable<Integer> {
  @Option(
      names = "--fonts",
      required = true,
      paramLabel = "FOLDER",
      description = "folder of .ttf and .otf files, also in its subfolders")
  private Path fonts = Path.of("");

  @Option(
      names = "--letters",
      defaultValue = "ABCDEFGHIJ",
      description = "the classes, one character each (default: ${DEFAULT-VALUE})")
  private String letters = "ABCDEFGHIJ";

  @Option(
      names = "--variants",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "styled images (warped, bolder or decorated) per letter and font, besides the plain one"
              + " (default: 1)")
  private int variants = 1;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "new folder for the data set")
  private Path out = Path.of("");

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    AtomicOutput.expectCreatable(out);
    Glyphs glyphs = GlyphRenderer.render(fonts, letters, variants);
    GlyphFiles.write(glyphs, out);
    if (output.json()) {
      output.line(
          new Rendered(out.toString(), glyphs.count(), glyphs.families().size(), glyphs.left()));
    } else if (output.talks()) {
      print(glyphs, output.out());
    }
    return 0;
  }

  /// The JSON output.
  record Rendered(String data, int images, int families, Glyphs.LeftOut leftOut) {}

  private void print(Glyphs glyphs, PrintWriter out) {
    glyphs
        .splits()
        .forEach(
            (splitName, images) -> {
              long families =
                  glyphs.families().stream().filter(f -> f.splitName() == splitName).count();
              out.printf(
                  Locale.ROOT,
                  "%s  %,7d images of %,d %s%n",
                  splitName.title(),
                  images.count(),
                  families,
                  families == 1 ? "family" : "families");
            });
    if (glyphs.families().size() < SplitName.values().length) {
      out.println(
          "note: too few font families to give each split its own: all images are for training,"
              + " and splits held out from them share families");
    }
    Glyphs.LeftOut left = glyphs.left();
    out.printf(
        Locale.ROOT,
        "Left out: %,d unreadable files, %,d symbol fonts, %,d missing letters, %,d duplicates%n",
        left.unreadable(),
        left.symbols(),
        left.missing(),
        left.doubles());
    out.println("Written to " + this.out);
  }
}
