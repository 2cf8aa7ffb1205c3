package dev.kern.cli.option;

import dev.kern.data.Normalization;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// `--scale WORDS`: how pixel values from 0 to 255 become a network's input.
public final class ScaleOption {
  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      converter = Converter.class,
      description = {
        "what pixels become: 0..1, -1..1, -0.5..0.5, 0..255, imagenet, or",
        "mean=M,std=S of all channels or of each (mean=.5,.4,.4,std=.2,.2,.2)",
        "(default: -0.5..0.5, or as a trained model's images were scaled)"
      })
  private @Nullable Normalization scale;

  /// What was said.
  public Optional<Normalization> given() {
    return Optional.ofNullable(scale);
  }

  /// Reads the words, as [Normalization#parse] does.
  static final class Converter implements ITypeConverter<Normalization> {
    @Override
    public Normalization convert(String text) {
      try {
        return Normalization.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            """
            --scale: %s
              given     %s
              expected  %s
              fix       --scale 0..1\
            """
                .formatted(e.getMessage(), text, Normalization.WORDS),
            e);
      }
    }
  }
}
