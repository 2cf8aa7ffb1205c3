package dev.kern.data;

/// Images that training draws more or less often than others.
final class WeightedSplit extends ForwardingSplit {
  private final float weight;

  WeightedSplit(Split images, float weight) {
    super(images);
    this.weight = weight;
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new WeightedSplit(images().scaled(from, to), weight);
  }

  @Override
  public boolean isWeighted() {
    return true;
  }

  @Override
  public float weight(int sample) {
    return weight * super.weight(sample);
  }
}
