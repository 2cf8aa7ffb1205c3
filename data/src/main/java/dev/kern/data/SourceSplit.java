package dev.kern.data;

import java.util.Optional;

/// Images of a data set that is joined with others: the name of each begins with where the set is,
/// as in `photos:cats/1.png` and `set.npz:test[17]`.
///
/// Fingerprints are of the values from 0 to 255 that pixels stand for, so that an image has the
/// same one in a set of bytes and in a set of floats.
final class SourceSplit extends ForwardingSplit {
  /// Floats that were scaled before differ from bytes by far less than such a part of a value.
  private static final int PARTS = 256;

  private final String source;
  private final SplitName splitName;
  private final Optional<Normalization> scaling;

  SourceSplit(Split images, String source, SplitName splitName, Optional<Normalization> scaling) {
    super(images);
    this.source = source;
    this.splitName = splitName;
    this.scaling = scaling;
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new SourceSplit(images().scaled(from, to), source, splitName, Optional.of(to));
  }

  @Override
  public long fingerprint(int sample) {
    float[] pixels = new float[shape().size()];
    pixels(sample, pixels, 0);
    long hash = 0;
    for (int i = 0; i < pixels.length; i++) {
      hash = Fingerprint.add(hash, bits(pixels[i], i % shape().channels()));
    }
    return Fingerprint.end(hash);
  }

  private long bits(float pixel, int channel) {
    return scaling.isPresent()
        ? Math.round(PARTS * scaling.get().value(pixel, channel))
        : Float.floatToIntBits(pixel);
  }

  @Override
  public void fingerprints(int from, int count, long[] into) {
    for (int i = from; i < from + count; i++) {
      into[i] = fingerprint(i);
    }
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
