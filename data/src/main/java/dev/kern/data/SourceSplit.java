package dev.kern.data;

import java.util.Optional;

/// Images of a data set that is joined with others: the name of each begins with where the set is,
/// as in `photos:cats/1.png` and `set.npz:test[17]`.
final class SourceSplit extends ForwardingSplit {
  private final String source;
  private final SplitName splitName;

  SourceSplit(Split images, String source, SplitName splitName) {
    super(images);
    this.source = source;
    this.splitName = splitName;
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new SourceSplit(images().scaled(from, to), source, splitName);
  }

  @Override
  public Optional<String> file(int sample) {
    ImageOrigin origin = super.origin(sample);
    String place =
        super.file(sample)
            .orElseGet(
                () ->
                    "%s[%d]".formatted(origin.splitName().orElse(splitName).key(), origin.index()));
    return Optional.of(source + ":" + place);
  }

  @Override
  public ImageOrigin origin(int sample) {
    ImageOrigin origin = super.origin(sample);
    return new ImageOrigin(origin.splitName(), origin.index(), file(sample));
  }
}
