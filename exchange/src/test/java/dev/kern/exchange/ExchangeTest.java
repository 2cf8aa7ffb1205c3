package dev.kern.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.testing.AllocatedBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ranks as threads, over the loopback interface.
@Timeout(120)
final class ExchangeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Meeting> meetings = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    meetings.forEach(Meeting::close);
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private interface Rank<T> {
    T run(Exchange exchange, int rank) throws Exception;
  }

  private List<InetSocketAddress> open(int ranks) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      Meeting meeting = Meeting.open(InetAddress.getLoopbackAddress());
      meetings.add(meeting);
      addresses.add(meeting.address());
    }
    return addresses;
  }

  private <T> List<Future<T>> start(
      int ranks, int groups, int length, Duration timeout, Rank<T> body) {
    List<InetSocketAddress> addresses = open(ranks);
    List<Future<T>> results = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      int own = rank;
      results.add(
          threads.submit(
              () -> {
                try (Exchange exchange =
                    meetings
                        .get(own)
                        .join(own, addresses, "same", new SumTree(groups), length, timeout)) {
                  return body.run(exchange, own);
                }
              }));
    }
    return results;
  }

  /// The values of a group in a step.
  private static float[] values(int group, int step, int length) {
    Random random = new Random(31L * step + group);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
    }
    return values;
  }

  /// What a rank brings: the sums of its roots.
  private static float[] own(SumTree tree, int rank, int ranks, int step, int length) {
    List<SumTree.Node> roots = tree.roots(tree.share(rank, ranks));
    float[] own = new float[roots.size() * length];
    for (int i = 0; i < roots.size(); i++) {
      System.arraycopy(sum(tree, roots.get(i), step, length), 0, own, i * length, length);
    }
    return own;
  }

  private static float[] sum(SumTree tree, SumTree.Node node, int step, int length) {
    List<SumTree.Node> leaves = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    for (int group = node.from(); group < node.to(); group++) {
      leaves.add(new SumTree.Node(group, group + 1));
      values.add(values(group, step, length));
    }
    int[] additions = tree.additions(leaves);
    for (int i = 0; i < additions.length; i += 2) {
      for (int j = 0; j < length; j++) {
        values.get(additions[i])[j] += values.get(additions[i + 1])[j];
      }
    }
    return values.getFirst();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 5", "2, 2, 1", "4, 3, 1001", "5, 4, 3", "7, 3, 64", "16, 4, 57000"})
  void theSumHasTheSameBitsForAnyNumberOfRanks(int groups, int most, int length) throws Exception {
    SumTree tree = new SumTree(groups);
    for (int ranks = 1; ranks <= most; ranks++) {
      int count = ranks;
      meetings.clear();
      List<Future<Boolean>> equal =
          start(
              ranks,
              groups,
              length,
              LONG,
              (exchange, rank) -> {
                boolean same = true;
                float[] total = new float[length];
                for (int step = 0; step < 3; step++) {
                  exchange.sum(own(tree, rank, count, step, length), total);
                  float[] expected = sum(tree, new SumTree.Node(0, groups), step, length);
                  for (int i = 0; i < length; i++) {
                    same &=
                        Float.floatToRawIntBits(total[i]) == Float.floatToRawIntBits(expected[i]);
                  }
                }
                return same;
              });
      for (Future<Boolean> same : equal) {
        assertThat(same.get()).as("%d ranks", ranks).isTrue();
      }
      meetings.forEach(Meeting::close);
    }
  }

  @Test
  void aSumAllocatesNothing() throws Exception {
    int length = 10_000;
    List<Future<Long>> allocated =
        start(
            2,
            2,
            length,
            LONG,
            (exchange, rank) -> {
              float[] own = values(rank, 0, length);
              float[] total = new float[length];
              // The least of many: what the JVM allocates now and then isn't the sum's.
              long least = Long.MAX_VALUE;
              for (int step = 0; step < 400; step++) {
                least = Math.min(least, AllocatedBytes.of(() -> exchange.sum(own, total)));
              }
              return least - AllocatedBytes.of(() -> {});
            });
    for (Future<Long> bytes : allocated) {
      assertThat(bytes.get()).isZero();
    }
  }

  @Test
  void tellsWhichRankIsSilent() {
    List<Future<Boolean>> results =
        start(
            3,
            3,
            10,
            Duration.ofMillis(500),
            (exchange, rank) -> {
              if (rank == 1) {
                Thread.sleep(60_000); // until it is interrupted
              }
              exchange.sum(new float[10], new float[10]);
              return true;
            });
    assertThatThrownBy(() -> results.get(0).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ExchangeException.class)
        .satisfies(e -> assertThat(((ExchangeException) e).rank()).hasValue(1))
        .satisfies(e -> assertThat(((ExchangeException) e).isSilence()).isTrue())
        .hasMessage(
            """
            exchange, rank 0: rank 1 didn't answer in time
              given     nothing more for 500 ms
              fix       end it, and go on from the last checkpoint with those that are left\
            """);
  }

  @Test
  void tellsWhichRankIsGone() {
    List<Future<Boolean>> results =
        start(
            2,
            2,
            10,
            LONG,
            (exchange, rank) -> {
              if (rank == 0) {
                exchange.sum(new float[10], new float[10]);
              }
              return true;
            });
    assertThatThrownBy(() -> results.get(0).get())
        .cause()
        .isInstanceOf(ExchangeException.class)
        .satisfies(e -> assertThat(((ExchangeException) e).rank()).hasValue(1))
        .satisfies(e -> assertThat(((ExchangeException) e).isSilence()).isFalse())
        .hasMessageStartingWith("exchange, rank 0: rank 1 is gone: ");
  }

  @Test
  void anInterruptEndsASum() throws Exception {
    List<Future<Boolean>> results =
        start(
            2,
            2,
            10,
            LONG,
            (exchange, rank) -> {
              if (rank == 0) {
                Thread.currentThread().interrupt();
              }
              exchange.sum(new float[10], new float[10]);
              return true;
            });
    assertThatThrownBy(() -> results.get(0).get())
        .cause()
        .isInstanceOf(ExchangeException.class)
        .hasMessage("exchange, rank 0: interrupted");
    assertThatThrownBy(() -> results.get(1).get())
        .cause()
        .isInstanceOf(ExchangeException.class)
        .hasMessageStartingWith("exchange, rank 1: rank 0 is gone: ");
  }

  @Test
  void ranksOfOtherTermsAreRefused() {
    List<InetSocketAddress> addresses = open(2);
    List<Future<Exchange>> joined = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      int own = rank;
      joined.add(
          threads.submit(
              () ->
                  meetings.get(own).join(own, addresses, "data " + own, new SumTree(2), 4, LONG)));
    }
    assertThatThrownBy(() -> joined.get(0).get())
        .cause()
        .satisfies(e -> assertThat(((ExchangeException) e).isRefusal()).isTrue())
        .hasMessageEndingWith(
            """
             computes something else
              given     data 1; 2 ranks, 2 groups, 4 numbers
              expected  data 0; 2 ranks, 2 groups, 4 numbers
              fix       start all ranks with the same version, settings and data\
            """);
    assertThatThrownBy(() -> joined.get(1).get()).cause().isInstanceOf(ExchangeException.class);
  }

  @Test
  void strangersAreSentAway() throws Exception {
    List<InetSocketAddress> addresses = open(2);
    InetSocketAddress door = addresses.getFirst();
    try (Socket silent = new Socket(door.getAddress(), door.getPort());
        Socket stranger = new Socket(door.getAddress(), door.getPort())) {
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      List<Future<Float>> sums = new ArrayList<>();
      for (int rank = 0; rank < 2; rank++) {
        int own = rank;
        sums.add(
            threads.submit(
                () -> {
                  try (Exchange exchange =
                      meetings.get(own).join(own, addresses, "", new SumTree(2), 1, LONG)) {
                    float[] total = new float[1];
                    exchange.sum(new float[] {own + 1}, total);
                    return total[0];
                  }
                }));
      }
      assertThat(sums.get(0).get()).isEqualTo(3);
      assertThat(sums.get(1).get()).isEqualTo(3);
      assertThat(isClosed(silent)).isTrue();
      assertThat(isClosed(stranger)).isTrue();
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException _) {
      return true; // reset, since what it said wasn't read to the end
    }
  }

  @Test
  void aRankThatNeverComesIsNamed() {
    List<InetSocketAddress> addresses = open(2);
    meetings.get(1).close();
    assertThatThrownBy(
            () -> meetings.get(0).join(0, addresses, "", new SumTree(2), 1, Duration.ofMillis(200)))
        .isInstanceOf(ExchangeException.class)
        .hasMessageStartingWith("exchange, rank 0: rank 1 at ")
        .hasMessageContaining("didn't come in time");
  }
}
