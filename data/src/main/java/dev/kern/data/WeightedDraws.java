package dev.kern.data;

import dev.kern.data.order.CounterRandom;
import dev.kern.data.order.Shuffle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An endless random sequence of images that come as often as their weights say: in each epoch as
/// many of each weight as it grants, in a new order. None comes again before all of its weight have
/// come. A pure function of the position.
final class WeightedDraws {
  /// The images of one weight.
  ///
  /// @param drawn how many of them an epoch has
  /// @param key what their order is random by
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Share(int[] images, int drawn, Shuffle order, long key) {
    int at(long turn) {
      long round = turn / images.length;
      return images[order.at(CounterRandom.of(key, round), (int) (turn % images.length))];
    }
  }

  private final List<Share> shares = new ArrayList<>();
  private final int perEpoch;
  private final Shuffle order;
  private final long seed;

  WeightedDraws(Split split, long seed) {
    Map<Float, List<Integer>> byWeight = byWeight(split);
    byWeight.forEach(
        (weight, images) ->
            shares.add(
                new Share(
                    images.stream().mapToInt(Integer::intValue).toArray(),
                    drawn(weight, images.size()),
                    new Shuffle(images.size()),
                    CounterRandom.of(seed, -1L - shares.size()))));
    this.perEpoch = Math.toIntExact(shares.stream().mapToLong(Share::drawn).sum());
    this.order = new Shuffle(perEpoch);
    this.seed = seed;
  }

  private static Map<Float, List<Integer>> byWeight(Split split) {
    Map<Float, List<Integer>> byWeight = new LinkedHashMap<>();
    for (int i = 0; i < split.count(); i++) {
      byWeight.computeIfAbsent(split.weight(i), _ -> new ArrayList<>()).add(i);
    }
    return byWeight;
  }

  private static int drawn(float weight, int images) {
    return (int) Math.max(1, Math.rint((double) weight * images));
  }

  /// How many images an epoch has.
  static int perEpoch(Split split) {
    return Math.toIntExact(
        byWeight(split).entrySet().stream()
            .mapToLong(share -> drawn(share.getKey(), share.getValue().size()))
            .sum());
  }

  /// The index of the image at this position.
  int at(long position) {
    long epoch = position / perEpoch;
    int slot = order.at(CounterRandom.of(seed, epoch), (int) (position % perEpoch));
    int own = 0;
    while (slot >= shares.get(own).drawn) {
      slot -= shares.get(own).drawn;
      own++;
    }
    Share share = shares.get(own);
    return share.at(epoch * share.drawn + slot);
  }
}
