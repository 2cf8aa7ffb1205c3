package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AdmissionTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Integer> served = new CopyOnWriteArrayList<>();

  @Test
  void computesQueuesAndRefuses() throws Exception {
    Admission admission = Admission.of(1, 2, Duration.ofSeconds(20));
    List<Thread> threads = new ArrayList<>();
    threads.add(start(admission, 0));
    await(() -> admission.running() == 1);
    for (int i = 1; i <= 2; i++) {
      int waiting = i;
      threads.add(start(admission, i));
      await(() -> admission.waiting() == waiting);
    }
    HttpException refused = catchThrowableOfType(HttpException.class, () -> admission.run(() -> 3));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "1");
    assertThat(refused).hasMessage("the server is busy; try again in 1 s");
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served).containsExactly(0, 1, 2);
    await(() -> admission.running() == 0); // a thread may be about to look for more
    assertThat(admission.waiting()).isZero();
    assertThat(admission.run(() -> 3)).isEqualTo(3);
  }

  @Test
  void doesNotLetWaitForEver() throws Exception {
    Admission admission = Admission.of(1, 10, Duration.ofMillis(50));
    Thread busy = start(admission, 0);
    await(() -> admission.running() == 1);
    assertThatThrownBy(() -> admission.run(() -> 1)).isInstanceOf(HttpException.class);
    assertThat(admission.waiting()).isZero();
    release.countDown();
    busy.join();
  }

  @Test
  void freesThePlaceOfWorkThatFails() {
    Admission admission = Admission.of(1, 0, Duration.ofSeconds(1));
    assertThatThrownBy(
            () ->
                admission.run(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(admission.run(() -> 1)).isEqualTo(1);
  }

  @Test
  void passesOnHowWaitingWorkFails() throws Exception {
    Admission admission = Admission.of(1, 1, Duration.ofSeconds(20));
    Thread busy = start(admission, 0);
    await(() -> admission.running() == 1);
    Thread releasing =
        Thread.ofVirtual()
            .start(
                () -> {
                  awaitUnchecked(() -> admission.waiting() > 0);
                  release.countDown();
                });
    assertThatThrownBy(
            () ->
                admission.run(
                    () -> {
                      throw new HttpException(400, "broken");
                    }))
        .isInstanceOf(HttpException.class)
        .hasMessage("broken");
    busy.join();
    releasing.join();
    assertThat(admission.run(() -> 1)).isEqualTo(1);
    assertThat(admission.waiting()).isZero();
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertThatThrownBy(() -> Admission.of(0, 1, Duration.ofSeconds(1)))
        .hasMessage("0 places and a queue of 1");
  }

  /// Many more clients than places: each request is answered, and the server is as before after it.
  @Test
  void everyRequestOfACrowdIsAnswered() throws Exception {
    Admission admission = Admission.of(1, 4, Duration.ofSeconds(5));
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    try (WebServer server =
        WebServer.builder().get("/", _ -> admission.run(AdmissionTest::compute)).start()) {
      List<Thread> crowd = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        crowd.add(Thread.ofVirtual().start(() -> ask(server, 25, statuses)));
      }
      for (Thread client : crowd) {
        client.join();
      }
      assertThat(statuses.keySet()).isSubsetOf(200, 429).contains(200);
      assertThat(statuses.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
      assertThat(admission.waiting()).isZero();
      await(() -> admission.running() == 0); // a thread may be about to look for more
      assertThat(new WebClient(server).get("/").status()).isEqualTo(200);
    }
  }

  /// Those who compute keep the threads that carry them; others are served all the same.
  @Test
  void answersOthersWhileAllPlacesCompute() throws Exception {
    int places = Runtime.getRuntime().availableProcessors();
    Admission admission = Admission.of(places, 1, Duration.ofSeconds(20));
    AtomicBoolean over = new AtomicBoolean();
    List<RawClient> clients = new ArrayList<>();
    try (WebServer server =
        WebServer.builder()
            .get("/compute", _ -> admission.run(() -> computeUntil(over)))
            .get("/live", _ -> Response.text(200, "live"))
            .start()) {
      try {
        for (int i = 0; i <= places; i++) {
          clients.add(
              new RawClient(server).send("GET /compute HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        await(() -> admission.running() == places && admission.waiting() == 1);
        RawClient.Answer refused = new WebClient(server).get("/compute");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(new WebClient(server).get("/live").body()).isEqualTo("live");
      } finally {
        over.set(true);
      }
      for (RawClient client : clients) {
        assertThat(client.read().status()).isEqualTo(200);
        client.close();
      }
    }
  }

  private static Response computeUntil(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
    return Response.text(200, "done");
  }

  private static Response compute() {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(500);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return Response.text(200, "done");
  }

  private static void ask(WebServer server, int times, Map<Integer, Integer> statuses) {
    try (RawClient client = new RawClient(server)) {
      for (int i = 0; i < times; i++) {
        int status = client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read().status();
        statuses.merge(status, 1, Integer::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Thread start(Admission admission, int number) {
    return Thread.ofVirtual()
        .start(
            () ->
                admission.run(
                    () -> {
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return served.add(number);
                    }));
  }

  private static void awaitUnchecked(BooleanSupplier condition) {
    try {
      await(condition);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
