package dev.kern.compile;

import dev.kern.kernel.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The memory planner: assigns buffers to places in one array, so that buffers alive in the same
/// phase never overlap.
///
/// Largest first, each at the lowest offset that is free for its whole lifetime.
final class Placement {
  /// Buffers begin at multiples of this many floats, a cache line.
  static final int ALIGNMENT = 16;

  private record Placed(PlannedBuffer buffer, int first, int last, int at) {
    int end() {
      return Math.addExact(at, Math.max(1, buffer.size()));
    }
  }

  private final List<Placed> placed = new ArrayList<>();
  private final float[] arena;

  /// Places all buffers that have no place yet.
  ///
  /// @param lifetimes first and last phase of each buffer
  /// @param phases the number of phases
  Placement(Map<Buffer, int[]> lifetimes, int phases) {
    List<PlannedBuffer> wanted =
        lifetimes.keySet().stream()
            .filter(b -> b instanceof PlannedBuffer wish && !wish.isPlaced())
            .map(PlannedBuffer.class::cast)
            .sorted(Comparator.comparingInt(b -> -b.size()))
            .toList();
    int[] whole = {0, phases};
    int size = 1;
    for (PlannedBuffer buffer : wanted) {
      int[] life = buffer.permanent() ? whole : lifetimes.getOrDefault(buffer, whole);
      Placed place = new Placed(buffer, life[0], life[1], lowest(buffer, life[0], life[1]));
      placed.add(place);
      size = Math.max(size, place.end());
    }
    arena = new float[size];
    placed.forEach(p -> p.buffer.place(arena, p.at));
  }

  private int lowest(PlannedBuffer buffer, int first, int last) {
    List<Placed> rivals =
        placed.stream()
            .filter(p -> p.first <= last && first <= p.last)
            .sorted(Comparator.comparingInt(Placed::at))
            .toList();
    int at = 0;
    for (Placed rival : rivals) {
      if (buffer.size() <= rival.at - at) {
        return at;
      }
      at = Math.max(at, Math.multiplyExact(Math.ceilDiv(rival.end(), ALIGNMENT), ALIGNMENT));
    }
    return at;
  }

  /// The array that the buffers lie in.
  float[] arena() {
    return arena;
  }
}
