package dev.kern.data.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Downloads from a server on this machine, which behaves or doesn't.
final class FetchTest {
  private static final byte[] LETTERS = TestFiles.bytes(TestFiles.resource("fixture/npz"));
  private static final PublishedFile FILE =
      PublishedFile.of("letters.npz", LETTERS.length, Checksum.of(LETTERS));

  @TempDir private Path folder;

  private static Publication letters(URI from) {
    return new Publication("letters", from, List.of(FILE), false, "free");
  }

  private Fetch.Fetched fetch(URI from) {
    return fetch(letters(from));
  }

  private Fetch.Fetched fetch(Publication publication) {
    return new Fetch(Duration.ofSeconds(20), (_, _, _) -> {}).fetch(publication, folder);
  }

  private void expect(URI from, String... message) {
    assertThatThrownBy(() -> fetch(from))
        .isInstanceOf(DataException.class)
        .message()
        .contains(message);
    assertThat(folder.resolve("letters.npz")).doesNotExist();
  }

  @Test
  void bringsTheFileAndOpensIt() throws IOException {
    try (Server server = new Server((_, from, out) -> Server.whole(LETTERS, from, out))) {
      long[] last = new long[2];
      Fetch fetch =
          new Fetch(
              (file, bytes, of) -> {
                assertThat(file).isEqualTo("letters.npz");
                assertThat(bytes).isGreaterThan(last[0]);
                last[0] = bytes;
                last[1] = of;
              });
      Fetch.Fetched fetched = fetch.fetch(letters(server.address()), folder.resolve("a/b"));
      assertThat(last).containsExactly(LETTERS.length, LETTERS.length);
      assertThat(fetched.path()).isEqualTo(folder.resolve("a/b/letters.npz"));
      assertThat(fetched.path()).hasBinaryContent(LETTERS);
      assertThat(fetched.data().train().count()).isEqualTo(20);
      assertThat(folder.resolve("a/b/letters.npz.part")).doesNotExist();
      fetch.fetch(letters(server.address()), folder.resolve("a/b"));
      assertThat(server.requests()).containsExactly("/letters.npz");
    }
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    try (Server server =
        new Server(
            (_, from, out) -> {
              if (from < 1400) {
                Server.head(
                    out,
                    from == 0 ? "200 OK" : "206 Partial Content",
                    "Content-Length: " + (LETTERS.length - from),
                    "Content-Range: bytes " + from + "-");
                out.write(LETTERS, from, 700);
              } else {
                Server.whole(LETTERS, from, out);
              }
            })) {
      expect(
          server.address(),
          server.address() + "letters.npz: the connection was closed early",
          "700 bytes received, which are kept",
          "it resumes the download");
      expect(server.address(), "1,400 bytes received");
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      assertThat(server.requests())
          .containsExactly("/letters.npz", "/letters.npz from 700", "/letters.npz from 1400");
    }
  }

  @Test
  void beginsAnewWhereTheServerDoesNotKnowRanges() throws IOException {
    Files.write(folder.resolve("letters.npz.part"), new byte[500]);
    try (Server server = new Server((_, _, out) -> Server.whole(LETTERS, 0, out))) {
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      assertThat(server.requests()).containsExactly("/letters.npz from 500");
    }
  }

  @Test
  void aPartThatIsWholeOrTooLongIsNoTrouble() throws IOException {
    Path part = folder.resolve("letters.npz.part");
    Files.write(part, Arrays.copyOf(LETTERS, LETTERS.length + 1));
    try (Server server = new Server((_, from, out) -> Server.whole(LETTERS, from, out))) {
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      Files.move(folder.resolve("letters.npz"), part);
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      assertThat(server.requests()).containsExactly("/letters.npz");
    }
  }

  @Test
  void aPartOfAnotherFileIsFoundOutAndReplaced() throws IOException {
    Files.write(folder.resolve("letters.npz.part"), new byte[500]);
    try (Server server = new Server((_, from, out) -> Server.whole(LETTERS, from, out))) {
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      assertThat(server.requests()).containsExactly("/letters.npz from 500", "/letters.npz");
    }
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    byte[] other = LETTERS.clone();
    other[100]++;
    try (Server server = new Server((_, from, out) -> Server.whole(other, from, out))) {
      expect(
          server.address(),
          "letters.npz.part: checksum mismatch: this is not the published file",
          "checksum " + Checksum.of(other),
          Checksum.of(LETTERS));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aFileThatWasThereIsCheckedAndKept() throws IOException {
    Path mine = Files.writeString(folder.resolve("letters.npz"), "mine");
    try (Server server = new Server((_, from, out) -> Server.whole(LETTERS, from, out))) {
      assertThatThrownBy(() -> fetch(server.address()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the file's size differs from the published one")
          .hasMessageContaining("4 bytes");
      assertThat(mine).hasContent("mine");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void noMoreIsTakenThanTheFileHas() throws IOException {
    try (Server server =
        new Server(
            (_, _, out) -> {
              Server.head(out, "200 OK");
              while (true) {
                out.write(LETTERS);
              }
            })) {
      expect(server.address(), "the server sends more bytes than the published file has");
      assertThat(Files.size(folder.resolve("letters.npz.part")))
          .isLessThanOrEqualTo(LETTERS.length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, the server no longer has the file",
    "403, the server denies access to the file",
    "503, the server is busy",
    "500, the server can't deliver the file",
    "204, the server can't deliver the file",
    "302, the server can't deliver the file"
  })
  void refusalsAreSaid(String status, String message) throws IOException {
    try (Server server = new Server((_, _, out) -> Server.head(out, status + " So"))) {
      expect(server.address(), message, "given     HTTP status " + status, "use a mirror (--from)");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @CsvSource({"416 No Such Range", "206 Partial Content"})
  void aServerWithAnotherFileThanBeforeIsSaid(String status) throws IOException {
    Path part = Files.write(folder.resolve("letters.npz.part"), new byte[500]);
    try (Server server =
        new Server((_, _, out) -> Server.head(out, status, "Content-Range: bytes 7-8/9"))) {
      expect(
          server.address(), "the file on the server has changed", "doesn't continue at byte 500");
      assertThat(part).doesNotExist();
    }
  }

  @Test
  void redirectsAreFollowed() throws IOException {
    try (Server server =
        new Server(
            (path, from, out) -> {
              if (path.equals("/letters.npz")) {
                Server.head(out, "302 Found", "Location: /there/x", "Content-Length: 0");
              } else {
                Server.whole(LETTERS, from, out);
              }
            })) {
      assertThat(fetch(server.address()).path()).hasBinaryContent(LETTERS);
      assertThat(server.requests()).containsExactly("/letters.npz", "/there/x");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/letters.npz, more than 5 redirects",
    "file:/etc/passwd, an address that isn't followed",
    "'http://a b/', an address that isn't followed",
    "ftp://127.0.0.1/x, an address that isn't followed"
  })
  void redirectsThatLeadNowhereAreNot(String location, String message) throws IOException {
    try (Server server =
        new Server(
            (_, _, out) ->
                Server.head(out, "302 Found", "Location: " + location, "Content-Length: 0"))) {
      expect(server.address(), message, "use a mirror (--from)");
      assertThat(server.requests()).hasSizeLessThanOrEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:secret@127.0.0.1:1/",
        "http://me:secret@[",
        "http://me:se/secret@127.0.0.1/",
        "http://m e:secret@127.0.0.1/",
        "h\u001bttp://me:secret@127.0.0.1/",
        "ftp://me:secret@127.0.0.1/"
      })
  void aPasswordInARedirectIsNotRepeated(String location) throws IOException {
    try (Server server =
        new Server(
            (_, _, out) ->
                Server.head(out, "302 Found", "Location: " + location, "Content-Length: 0"))) {
      assertThatThrownBy(() -> fetch(letters(server.address())))
          .isInstanceOf(DataException.class)
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void aServerThatIsNotThereIsSaid() throws IOException {
    URI closed;
    try (Server server = new Server((_, _, _) -> {})) {
      closed = server.address();
    }
    expect(closed, "can't connect to the server", "check the network");
    expect(URI.create("http://kern.invalid/"), "unknown host, or no network connection");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"false, the server didn't respond in time", "true, less than a KiB per second"})
  void aSilentServerIsNotWaitedForForEver(boolean begins, String message) throws Exception {
    try (Server server =
        new Server(
            (_, _, out) -> {
              if (begins) {
                Server.head(out, "200 OK", "Content-Length: " + LETTERS.length);
                out.write(LETTERS, 0, 300);
                out.flush();
              }
              pause(2_000);
            })) {
      Fetch fetch = new Fetch(Duration.ofMillis(300), (_, _, _) -> {});
      assertThatThrownBy(() -> fetch.fetch(letters(server.address()), folder))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(message);
      if (begins) {
        assertThat(folder.resolve("letters.npz.part")).hasSize(300);
      }
    }
  }

  @Test
  void aServerThatSendsABytePerSecondIsGivenUp() throws Exception {
    try (Server server =
        new Server(
            (_, _, out) -> {
              Server.head(out, "200 OK", "Content-Length: " + LETTERS.length);
              for (int i = 0; i < 100; i++) {
                out.write(LETTERS, i, 1);
                out.flush();
                pause(50);
              }
            })) {
      Fetch fetch = new Fetch(Duration.ofMillis(500), (_, _, _) -> {});
      assertThatThrownBy(() -> fetch.fetch(letters(server.address()), folder))
          .isInstanceOfSatisfying(
              DataException.class, failure -> assertThat(failure.isFailure()).isTrue())
          .hasMessageContaining("less than a KiB per second")
          .hasMessageContaining("bytes received, which are kept");
      assertThat(Files.size(folder.resolve("letters.npz.part"))).isBetween(1L, 99L);
    }
  }

  @Test
  void aPasswordIsNotRepeated() {
    assertThat(Download.shown("https://me:secret@host:80/a?b#c"))
        .isEqualTo("https://…@host:80/a?b#c");
    for (String harmless : List.of("https://host/a@b", "https://host:80/a@b", "//host/a@b")) {
      assertThat(Download.shown(harmless)).isEqualTo(harmless);
    }
    for (String password : List.of("", "a/b", "a b", "a@b", "a/1@b", "a\"b", "?#", "'", "\u0001")) {
      assertThat(Download.shown("http://me:" + password + "@host/c")).isEqualTo("http://…@host/c");
    }
    URI mirror = URI.create("http://me:secret@kern.invalid/");
    assertThat(letters(mirror).place()).isEqualTo("http://…@kern.invalid/");
    assertThatThrownBy(() -> fetch(letters(mirror)))
        .hasMessageStartingWith("http://…@kern.invalid/letters.npz: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aSecondFetchTakesTheResultOfTheFirst() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    try (Server server =
        new Server(
            (_, from, out) -> {
              await(waiting);
              Server.whole(LETTERS, from, out);
            })) {
      Publication letters = letters(server.address());
      Fetch.DownloadProgress progress =
          new Fetch.DownloadProgress() {
            @Override
            public void at(String file, long bytes, long of) {}

            @Override
            public void waits(Path place) {
              waiting.countDown();
            }
          };
      try (ExecutorService both = Executors.newFixedThreadPool(2)) {
        List<Future<Fetch.Fetched>> results =
            List.of(
                both.submit(() -> new Fetch(progress).fetch(letters, folder)),
                both.submit(() -> new Fetch(progress).fetch(letters, folder)));
        for (Future<Fetch.Fetched> result : results) {
          assertThat(result.get().path()).isEqualTo(folder.resolve("letters.npz"));
        }
      }
      assertThat(server.requests()).containsExactly("/letters.npz");
      assertThat(folder).isDirectoryNotContaining("glob:**.fetch.lock");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void severalFilesMakeAFolder() throws IOException {
    Path fixture = TestFiles.resource("fixture/idx");
    byte[] pixels = TestFiles.bytes(fixture.resolve("test-images-idx3-ubyte.gz"));
    byte[] classes = TestFiles.bytes(fixture.resolve("test-labels-idx1-ubyte.gz"));
    PublishedFile images =
        PublishedFile.of("test-images-idx3-ubyte.gz", pixels.length, Checksum.of(pixels));
    PublishedFile labels =
        new PublishedFile("test-labels-idx1-ubyte.gz", classes.length, Optional.empty());
    try (Server server =
        new Server(
            (path, from, out) ->
                Server.whole(TestFiles.bytes(fixture.resolve(path.substring(1))), from, out))) {
      Publication both =
          new Publication("both", server.address(), List.of(images, labels), false, "free");
      Fetch.Fetched fetched = fetch(both);
      assertThat(fetched.path()).isEqualTo(folder);
      assertThat(fetched.data().split(SplitName.TEST).orElseThrow().count()).isEqualTo(10);
      assertThat(fetched.unchecked())
          .isEqualTo(Map.of("test-labels-idx1-ubyte.gz", Checksum.of(classes)));
    }
  }

  @Test
  void anArchiveIsUnpackedIntoOneFolder() throws IOException {
    byte[] archive = TestFiles.packed(tar("cifar/data_batch_1.bin", record(1), record(2)));
    PublishedFile file = PublishedFile.of("c.tar.gz", archive.length, Checksum.of(archive));
    try (Server server = new Server((_, from, out) -> Server.whole(archive, from, out))) {
      Publication one = new Publication("c", server.address(), List.of(file), true, "free");
      Fetch.Fetched fetched = fetch(one);
      assertThat(fetched.path()).isEqualTo(folder.resolve("unpacked"));
      assertThat(fetched.data().provenance().format()).isEqualTo("cifar");
      assertThat(fetched.data().train().label(1)).isEqualTo(2);
      assertThat(fetch(one).path()).isEqualTo(fetched.path());
    }
  }

  private static byte[] record(int label) {
    byte[] record = new byte[1 + 32 * 32 * 3];
    record[0] = (byte) label;
    return record;
  }

  private static byte[] tar(String name, byte[]... content) {
    int length = Arrays.stream(content).mapToInt(part -> part.length).sum();
    byte[] tar = new byte[512 + Math.ceilDiv(length, 512) * 512 + 1024];
    System.arraycopy(name.getBytes(UTF_8), 0, tar, 0, name.length());
    put(tar, 100, "0000644\0");
    put(tar, 124, "%011o\0".formatted(length));
    put(tar, 148, "        0");
    put(tar, 257, "ustar\00000");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    put(tar, 148, "%06o\0 ".formatted(sum));
    int at = 512;
    for (byte[] part : content) {
      System.arraycopy(part, 0, tar, at, part.length);
      at += part.length;
    }
    return tar;
  }

  private static void put(byte[] tar, int at, String text) {
    System.arraycopy(text.getBytes(UTF_8), 0, tar, at, text.length());
  }

  @Test
  void whatIsKnownIsWellFormed() {
    assertThat(Publication.all())
        .extracting(Publication::name)
        .containsExactly("notmnist", "mnist", "fashion-mnist", "cifar-10");
    for (Publication known : Publication.all()) {
      assertThat(known.from().toString()).startsWith("http").endsWith("/");
      for (PublishedFile file : known.files()) {
        assertThat(file.name()).matches("[\\w.-]+\\.gz");
        file.sha256().ifPresent(sum -> assertThat(sum).matches("[0-9a-f]{64}"));
      }
      URI mirror = URI.create("https://example.org/kern");
      assertThat(known.from(mirror).from()).isEqualTo(URI.create("https://example.org/kern/"));
    }
    assertThatThrownBy(() -> Publication.named("imagenet"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one of notmnist, mnist, fashion-mnist, cifar-10");
  }
}
