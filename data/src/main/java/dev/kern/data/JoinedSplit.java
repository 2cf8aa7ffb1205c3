package dev.kern.data;

import java.util.List;
import java.util.Optional;

/// The images of several splits, one after the other.
record JoinedSplit(List<Split> splits) implements Split {
  JoinedSplit {
    splits = List.copyOf(splits);
    if (splits.stream().map(Split::shape).distinct().count() != 1) {
      throw new IllegalArgumentException("splits to concatenate have one shape, given " + splits);
    }
    if (splits.stream().mapToInt(Split::targetWidth).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "splits with the same targets are joined, given " + splits);
    }
  }

  @Override
  public int count() {
    return splits.stream().mapToInt(Split::count).sum();
  }

  @Override
  public ImageShape shape() {
    return splits.getFirst().shape();
  }

  @Override
  public int label(int sample) {
    Place place = place(sample);
    return place.split.label(place.sample);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    Place place = place(sample);
    place.split.pixels(place.sample, into, at);
  }

  @Override
  public int targetWidth() {
    return splits.getFirst().targetWidth();
  }

  @Override
  public void targets(int sample, float[] into, int at) {
    Place place = place(sample);
    place.split.targets(place.sample, into, at);
  }

  @Override
  public float weight(int sample) {
    Place place = place(sample);
    return place.split.weight(place.sample);
  }

  @Override
  public boolean isWeighted() {
    return splits.stream().anyMatch(Split::isWeighted);
  }

  @Override
  public long fingerprint(int sample) {
    Place place = place(sample);
    return place.split.fingerprint(place.sample);
  }

  @Override
  public Optional<String> file(int sample) {
    Place place = place(sample);
    return place.split.file(place.sample);
  }

  @Override
  public ImageOrigin origin(int sample) {
    Place place = place(sample);
    return place.split.origin(place.sample);
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new JoinedSplit(splits.stream().map(split -> split.scaled(from, to)).toList());
  }

  @Override
  public boolean isOnDisk() {
    return splits.stream().anyMatch(Split::isOnDisk);
  }

  @Override
  public void touch(int from, int count) {
    for (int i = from; i < from + count; i++) {
      Place place = place(i);
      place.split.touch(place.sample, 1);
    }
  }

  private record Place(Split split, int sample) {}

  private Place place(int sample) {
    int rest = sample;
    for (Split split : splits) {
      if (rest < split.count()) {
        return new Place(split, rest);
      }
      rest -= split.count();
    }
    throw new IndexOutOfBoundsException("image %d of %d".formatted(sample, count()));
  }

  @Override
  public String toString() {
    return describe();
  }
}
