package dev.kern.train;

import dev.kern.exchange.Meeting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// One of several processes that train a network together, and where they all are.
///
/// Each process, a rank, computes the gradients of a share of the [groups][Training#groups] of each
/// batch, and all move the same weights along the same sum; so they end with the bits of one
/// process, however many there are.
///
/// ```java
/// try (Meeting meeting = Meeting.open(host);
///     Run run = training.start(data)) {
///   List<InetSocketAddress> all = exchangeAddresses(meeting.address());
///   run.fit(new Ranks(meeting, rank, all, Duration.ofMinutes(1)));
/// }
/// ```
///
/// Each rank has all data, evaluates by itself, and has the same results. Only rank 0 should have a
/// run folder; if it has a shared one, the others go on from its checkpoint by [Run#follow].
///
/// @param meeting this rank's own door
/// @param rank its place among the addresses
/// @param addresses those of all ranks, the same list for each
/// @param timeout how long to wait for the others: at the beginning, and in each step
public record Ranks(
    Meeting meeting, int rank, List<InetSocketAddress> addresses, Duration timeout) {
  /// Copies the list.
  ///
  /// Fails with [IllegalArgumentException] if there is no address of the rank.
  public Ranks {
    addresses = List.copyOf(addresses);
    if (rank < 0 || rank >= addresses.size()) {
      throw new IllegalArgumentException(
          "ranks: a rank is one of 0 to %d, given %d".formatted(addresses.size() - 1, rank));
    }
  }

  /// How many there are.
  public int count() {
    return addresses.size();
  }
}
