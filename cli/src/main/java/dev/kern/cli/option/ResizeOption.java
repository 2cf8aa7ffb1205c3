package dev.kern.cli.option;

import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// `--resize HOW`: how images get to their size.
public final class ResizeOption {
  @Option(
      names = "--resize",
      paramLabel = "HOW",
      converter = Converter.class,
      description =
          "how images get to their size: stretch (ignores the aspect ratio), crop (cuts out the"
              + " middle), pad (adds black bars), or the length of the shorter side before the"
              + " middle is cut out, as torchvision's and timm's models expect: 256 or"
              + " 256,bicubic; default: stretch, or as a trained model's images were resized")
  private @Nullable ResizeMode resize;

  /// What was said.
  public Optional<ResizeMode> given() {
    return Optional.ofNullable(resize);
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
              .formatted(resize.whole()));
    }
  }

  /// A target that images get to as was said.
  ///
  /// Fails with [IllegalArgumentException] if a shorter side was said that is below its size.
  ImageTarget applied(ImageTarget sizing) {
    try {
      return given().map(sizing::withMode).orElse(sizing);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          """
          --resize: %s
            given     --resize %s
            fix       a larger number, or --resize crop\
          """
              .formatted(e.getMessage(), resize),
          e);
    }
  }

  /// Reads `crop` or `256,bicubic`.
  static final class Converter implements ITypeConverter<ResizeMode> {
    @Override
    public ResizeMode convert(String text) {
      try {
        ResizeMode mode = ResizeMode.parse(text.strip());
        return mode.equals(ResizeMode.STRETCH) ? ResizeMode.REDUCED_STRETCH : mode;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            """
            --resize: not a way of resizing: '%s'
              expected  %s
              fix       --resize crop\
            """
                .formatted(text, ResizeMode.WORDS),
            e);
      }
    }
  }
}
