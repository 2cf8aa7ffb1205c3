package dev.kern.cli.option;

import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.format.DatasetReader;
import dev.kern.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--size HxW`, `--resize HOW`, `--channels N` and `--scale WORDS`: how images are resized,
/// converted and scaled.
public final class SizingOption {
  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = Converter.class,
      description = "resize images to HEIGHTxWIDTH, such as 28x28 (default: keep their size)")
  private @Nullable ImageTarget size;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "convert images to 1 (grey) or 3 (colour) channels (default: keep them)")
  private @Nullable Integer channels;

  @Mixin private final NamesOption names = new NamesOption();

  @Mixin private final ResizeOption resize = new ResizeOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  /// The requested size and channels.
  public ImageTarget sizing() {
    resize.expectSize(size != null);
    return resize.applied(target(ImageTarget.AS_IS));
  }

  /// What brings images to a model: its size, in the way in which its training images got theirs,
  /// unless something else is requested.
  public ImageTarget sizing(Model model) {
    ImageTarget own = resize.given().isPresent() ? ImageTarget.to(model.image()) : model.sizing();
    ImageTarget sizing = target(own);
    return resize.applied(model.resizeMode().map(sizing::withMode).orElse(sizing));
  }

  /// @param usual the target where no size is requested
  private ImageTarget target(ImageTarget usual) {
    ImageTarget sizing = size == null ? usual : size;
    if (channels == null) {
      return sizing;
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          """
          --channels: unsupported number of channels
            given     %d
            expected  1 (grey) or 3 (red, green and blue)
            fix       --channels 1\
          """
              .formatted(channels));
    }
    return sizing.withChannels(channels);
  }

  /// The requested size.
  public Optional<ImageTarget> size() {
    return Optional.ofNullable(size);
  }

  /// The requested scaling.
  public Optional<Normalization> scale() {
    return scale.given();
  }

  /// A reader that resizes and scales images, and reads names, as requested.
  public DatasetReader reader(DatasetReader usual) {
    return reader(usual, sizing());
  }

  private DatasetReader reader(DatasetReader usual, ImageTarget to) {
    DatasetReader sized = named(usual.sizing(to));
    return scale().map(sized::scaling).orElse(sized);
  }

  /// Opens a data set, or several that are joined, resizes and scales its images as requested, and
  /// shows the progress.
  public Dataset open(List<DataPart> where, Output output) {
    try (LoadingLine line = LoadingLine.of(output)) {
      return reader(line.reader()).open(where);
    }
  }

  /// The same for a model, whose size and scaling count where nothing else is requested.
  Dataset open(List<DataPart> where, Output output, ModelScaling model) {
    try (LoadingLine line = LoadingLine.of(output)) {
      DatasetReader sized = reader(line.reader(), sizing(model.trained().model()));
      return model.reader(sized).open(where);
    }
  }

  /// A reader that reads names as requested.
  public DatasetReader named(DatasetReader reader) {
    return names.reader(reader);
  }

  /// Reads `28x28`.
  public static final class Converter implements ITypeConverter<ImageTarget> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");
    private static final int LONGEST = 8192;

    @Override
    public ImageTarget convert(String text) {
      Matcher size = SIZE.matcher(text);
      return Optional.of(size)
          .filter(Matcher::matches)
          .map(s -> new int[] {Integer.parseInt(s.group(1)), Integer.parseInt(s.group(2))})
          .filter(s -> Math.min(s[0], s[1]) >= 1 && Math.max(s[0], s[1]) <= LONGEST)
          .map(s -> ImageTarget.to(s[0], s[1]))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      """
                      --size: not a valid size: '%s'
                        expected  HEIGHTxWIDTH, 1 to 8192 each, such as 28x28
                        fix       --size 28x28\
                      """
                          .formatted(text)));
    }
  }
}
