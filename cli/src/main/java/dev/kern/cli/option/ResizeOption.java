package dev.kern.cli.option;

import dev.kern.data.ResizeMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--resize HOW`: how images get to their size.
public final class ResizeOption {
  @Option(
      names = "--resize",
      paramLabel = "HOW",
      description =
          "how images get to their size: stretch (ignores the aspect ratio), crop (cuts out the"
              + " middle) or pad (adds black bars); default: stretch, or as a trained model's"
              + " images were resized")
  private @Nullable Resize resize;

  /// What it can be.
  enum Resize {
    STRETCH(ResizeMode.REDUCED_STRETCH),
    CROP(ResizeMode.CROP),
    PAD(ResizeMode.PAD);

    private final ResizeMode mode;

    Resize(ResizeMode mode) {
      this.mode = mode;
    }

    /// As written on the command line: `crop`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What was said.
  public Optional<ResizeMode> given() {
    return Optional.ofNullable(resize).map(how -> how.mode);
  }

  /// Refuses it where nothing says a size.
  void expectSize(boolean said) {
    if (resize != null && !said) {
      throw new IllegalArgumentException(
          """
          --resize: there is no size to resize to
            given     --resize %s without --size
            fix       add --size 224x224, or another size\
          """
              .formatted(resize));
    }
  }
}
