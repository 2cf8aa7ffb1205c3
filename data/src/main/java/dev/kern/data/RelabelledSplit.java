package dev.kern.data;

/// Images whose classes have other indices.
final class RelabelledSplit extends ForwardingSplit {
  private final int[] places;

  /// @param places the new index of each class
  RelabelledSplit(Split images, int[] places) {
    super(images);
    this.places = places;
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new RelabelledSplit(images().scaled(from, to), places);
  }

  @Override
  public int label(int sample) {
    return places[super.label(sample)];
  }
}
