package dev.kern.cli;

import dev.kern.cli.option.ResizeOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--size HxW` and `--resize HOW` of commands that predict: images of any size are resized to the
/// network's input.
final class InputSizeOption {
  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizingOption.Converter.class,
      description = {
        "resize images to the network's input size, which must be HxW;",
        "it may be any if an ONNX file leaves it open;",
        "always done with --resize, or if the network was trained with --size"
      })
  private @Nullable ImageTarget size;

  @Mixin private final ResizeOption resize = new ResizeOption();

  /// The size that was given.
  Optional<ImageTarget> given() {
    return Optional.ofNullable(size);
  }

  /// A model that takes images of any size, if the user asks for that.
  ///
  /// Fails with [IllegalArgumentException] if the network's input has another size.
  TrainedModel applied(TrainedModel trained, Output output) {
    if (size != null) {
      expectSize(size, trained.model(), output);
    }
    Optional<ResizeMode> usual = size == null ? Optional.empty() : Optional.of(ResizeMode.STRETCH);
    return resize
        .given()
        .or(trained.model()::resizeMode)
        .or(() -> usual)
        .map(how -> new TrainedModel(trained.model().withResizeMode(how), trained.weights()))
        .orElse(trained);
  }

  private static void expectSize(ImageTarget size, Model model, Output output) {
    ImageShape image = model.image();
    if (!size.of(image).equals(image)) {
      throw new IllegalArgumentException(
          """
          %s: network '%s' takes images of a different size
            given     --size %dx%d
            expected  images of %s
            fix       --size %dx%d\
          """
              .formatted(
                  output.command().qualifiedName(),
                  model.network().name(),
                  size.of(image).height(),
                  size.of(image).width(),
                  image,
                  image.height(),
                  image.width()));
    }
  }
}
