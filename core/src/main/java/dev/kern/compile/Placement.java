package dev.kern.compile;

import dev.kern.kernel.Buffer;
import dev.kern.math.FloatRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives buffers their places in one array, or in several if one would be too long, so that those
/// that are in use at the same time never overlap.
///
/// Buffers of the same size that follow one another within a phase share a place ([Lifetime]): so a
/// forward pass takes memory for two layers, however deep the network is. Places are given to the
/// largest first, each at the lowest offset that is free in all its phases.
final class Placement {
  /// Buffers begin at multiples of this many floats, a cache line.
  static final int ALIGNMENT = 16;

  /// Buffers of one size that are in use one after the other, and the phases in which one of them
  /// is.
  private static final class Place {
    final int size;
    final List<PlannedBuffer> buffers = new ArrayList<>();
    final BitSet phases = new BitSet();
    Lifetime newest;
    long at;

    Place(PlannedBuffer first, Lifetime life) {
      size = Math.max(1, first.size());
      newest = life;
      add(first, life);
    }

    void add(PlannedBuffer buffer, Lifetime life) {
      buffers.add(buffer);
      phases.set(life.first(), life.last() + 1);
      newest = life;
    }

    long end() {
      return at + size;
    }
  }

  /// In the order of their offsets.
  private final List<Place> places = new ArrayList<>();

  /// The length of an array: a longer offset is in the next one.
  private final long span;

  /// Finds places for what has none yet.
  ///
  /// @param phases how many there are
  Placement(Map<Buffer, Lifetime> lifetimes, int phases) {
    this(lifetimes, phases, FloatRanges.COMPARABLE);
  }

  /// @param longest of an array, unless a buffer is longer
  Placement(Map<Buffer, Lifetime> lifetimes, int phases, int longest) {
    List<Place> wanted = shared(lifetimes, phases);
    long most = wanted.stream().mapToLong(place -> place.size).max().orElse(1);
    span = aligned(Math.max(longest, most));
    wanted.sort(Comparator.comparingInt(place -> -place.size));
    for (Place place : wanted) {
      place.at = lowest(place);
      int index = 0;
      while (index < places.size() && places.get(index).at <= place.at) {
        index++;
      }
      places.add(index, place);
    }
  }

  /// The places that are needed, each for one buffer or several in turn.
  ///
  /// @param lifetimes in the order of first use: who takes a place over comes after who leaves it
  private static List<Place> shared(Map<Buffer, Lifetime> lifetimes, int phases) {
    List<Place> all = new ArrayList<>();
    Map<Integer, List<Place>> bySize = new HashMap<>();
    lifetimes.forEach(
        (buffer, life) -> {
          if (!(buffer instanceof PlannedBuffer wish) || wish.isPlaced()) {
            return;
          }
          if (wish.permanent()) {
            all.add(new Place(wish, new Lifetime(0, phases - 1, null, null)));
            return;
          }
          List<Place> alike = bySize.computeIfAbsent(wish.size(), size -> new ArrayList<>());
          Optional<Place> left =
              alike.stream().filter(place -> place.newest.handsOverTo(life)).findFirst();
          if (left.isPresent()) {
            left.get().add(wish, life);
          } else {
            Place place = new Place(wish, life);
            alike.add(place);
            all.add(place);
          }
        });
    return all;
  }

  private long lowest(Place wish) {
    long at = 0;
    for (Place rival : places) {
      if (rival.phases.intersects(wish.phases)) {
        if (at + wish.size <= rival.at) {
          return at;
        }
        at = within(Math.max(at, aligned(rival.end())), wish.size);
      }
    }
    return at;
  }

  /// The first offset from `at` on at which so many floats lie in one array.
  private long within(long at, int size) {
    return at / span == (at + size - 1) / span ? at : aligned((at / span + 1) * span);
  }

  private static long aligned(long floats) {
    return Math.ceilDiv(floats, ALIGNMENT) * ALIGNMENT;
  }

  /// How long the arrays are, in floats.
  int[] lengths() {
    long end = places.stream().mapToLong(Place::end).max().orElse(1);
    int[] lengths = new int[Math.toIntExact(Math.ceilDiv(end, span))];
    Arrays.fill(lengths, 1);
    for (Place place : places) {
      int array = (int) (place.at / span);
      lengths[array] = Math.max(lengths[array], Math.toIntExact(place.end() - array * span));
    }
    return lengths;
  }

  /// Puts the buffers into arrays of these [#lengths].
  void into(float[][] arrays) {
    for (Place place : places) {
      float[] array = arrays[(int) (place.at / span)];
      place.buffers.forEach(buffer -> buffer.place(array, (int) (place.at % span)));
    }
  }
}
