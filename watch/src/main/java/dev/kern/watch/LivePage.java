package dev.kern.watch;

import dev.kern.data.file.DataException;
import dev.kern.json.RecordMapper;
import dev.kern.train.Run;
import dev.kern.web.EventFeed;
import dev.kern.web.Handler;
import dev.kern.web.HttpException;
import dev.kern.web.Page;
import dev.kern.web.Request;
import dev.kern.web.Response;
import dev.kern.web.SameOrigin;
import dev.kern.web.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A page that follows runs: the one that this program trains, and those of a folder.
///
/// ```java
/// try (LivePage page = LivePage.start(Path.of("runs"));
///     Run run = training.start(data);
///     LiveRun live = page.follow(run)) {
///   System.out.println(page.address());
///   run.fit(live);
/// }
/// ```
///
/// It binds to this machine alone, and needs nothing from elsewhere. Closing it tells the browser
/// how the last run ended; what the page shows then, it goes on showing.
public final class LivePage implements AutoCloseable {
  /// The port that it is served on, unless it is in use.
  public static final int USUAL_PORT = 7411;

  private static final System.Logger LOG = System.getLogger("dev.kern");
  private static final List<String> FILES =
      List.of(
          "watch.css",
          "main.js",
          "chart.js",
          "data.js",
          "dom.js",
          "format.js",
          "parts.js",
          "scale.js");

  private static final int KEPT_EVENTS = 512;
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_PER_SCAN = 20;

  private final Path folder;
  private final boolean trains;
  private final PastRuns past;
  private final EventFeed feed = new EventFeed(KEPT_EVENTS);
  private final SameOrigin guard = SameOrigin.create();
  private final WebServer server;
  private final Map<String, RunView> ended =
      new LinkedHashMap<>(); // what this program trained before
  private final Thread ticker =
      Thread.ofPlatform().daemon().name("kern-live-page").unstarted(this::tick);
  private Optional<LiveRun> live = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();

  private LivePage(int port, Path folder, boolean trains) {
    this.folder = folder;
    this.trains = trains;
    this.past = new PastRuns(folder);
    this.server = serve(port);
    ticker.start();
  }

  /// A page on runs that this program trains, on the usual port or, if that is in use, on another.
  ///
  /// @param folder where other runs are, to compare with; it need not exist
  public static LivePage start(Path folder) {
    return usual(folder, true);
  }

  /// The same on a port.
  ///
  /// Fails with `DataException` if it is in use.
  ///
  /// @param port 0 for any that is free
  public static LivePage start(Path folder, int port) {
    return new LivePage(port, folder, true);
  }

  /// A page on the runs in a folder, whatever programs train them, on the usual port or, if that is
  /// in use, on another.
  ///
  /// Fails with `DataException` if the folder can't be read.
  public static LivePage of(Path folder) {
    PastRuns.expectReadable(folder);
    return usual(folder, false);
  }

  /// The same on a port.
  ///
  /// Fails with `DataException` if it is in use, or the folder can't be read.
  ///
  /// @param port 0 for any that is free
  public static LivePage of(Path folder, int port) {
    PastRuns.expectReadable(folder);
    return new LivePage(port, folder, false);
  }

  private static LivePage usual(Path folder, boolean trains) {
    try {
      return new LivePage(USUAL_PORT, folder, trains);
    } catch (DataException _) {
      return new LivePage(0, folder, trains);
    }
  }

  private WebServer serve(int port) {
    WebServer.Builder builder =
        WebServer.builder()
            .port(port)
            .page("/", page("index.html"))
            .page("/kern.css", Page.style())
            .get("/state.json", _ -> json(state()))
            .get("/runs/{run}", this::run)
            .events("/events", feed);
    FILES.forEach(name -> builder.page("/" + name, page(name)));
    if (trains) {
      builder
          .post("/pause", guard.guard(command(LiveRun::pause)))
          .post("/unpause", guard.guard(command(LiveRun::unpause)))
          .post("/interrupt", guard.guard(command(LiveRun::interrupt)))
          .post("/finish", guard.guard(command(LiveRun::finish)));
    }
    return builder.start();
  }

  private static Page page(String name) {
    return Page.of(name, LivePage.class.getResourceAsStream(name));
  }

  private Handler command(Consumer<LiveRun> command) {
    return _ -> {
      LiveRun run = live().orElseThrow(() -> new HttpException(409, "no run is being trained"));
      command.accept(run);
      return Response.text(200, "");
    };
  }

  private static Response json(Object value) {
    return Response.json(200, RecordMapper.PLAIN.line(value)).with("Cache-Control", "no-store");
  }

  private synchronized Optional<LiveRun> live() {
    return live;
  }

  /// Everything that a page needs at first.
  ///
  /// @param id the last event that it knows of
  /// @param token what commands need
  /// @param trains whether this program trains runs
  /// @param folder where the others are
  /// @param live the run that the page follows
  /// @param runs all; those of the folder without curves
  record PageState(
      String id,
      String token,
      boolean trains,
      String folder,
      Optional<String> live,
      List<RunView> runs) {}

  private synchronized PageState state() {
    // The id first: an event that the views know of already does no harm.
    String id = feed.lastId();
    Map<String, RunView> runs = new LinkedHashMap<>(past.views());
    runs.putAll(ended);
    live.ifPresent(run -> runs.put(run.name(), run.view()));
    return new PageState(
        id,
        guard.token(),
        trains,
        folder.toString(),
        live.map(LiveRun::name),
        List.copyOf(runs.values()));
  }

  /// A run with its curve.
  private Response run(Request request) {
    String name = request.parameter("run");
    return own(name)
        .or(() -> past.view(name))
        .map(LivePage::json)
        .orElseThrow(() -> new HttpException(404, "no run of this name"));
  }

  private synchronized Optional<RunView> own(String name) {
    return live.filter(run -> run.name().equals(name))
        .map(LiveRun::view)
        .or(() -> Optional.ofNullable(ended.get(name)));
  }

  /// The address to open in a browser.
  public URI address() {
    return server.address();
  }

  /// Follows a run that is about to train, in place of the one before: add it to the listeners of
  /// [Run#fit], and close it when the run has ended.
  public synchronized LiveRun follow(Run run) {
    live.ifPresent(before -> ended.put(before.name(), before.view()));
    LiveRun next = new LiveRun(run, this::tell);
    live = Optional.of(next);
    past.leaveOut(next.name());
    publish(new RunView.Arrived(next.view()));
    return next;
  }

  private void tick() {
    for (int ticks = 1; !closed.get(); ticks++) {
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        live().ifPresent(this::tell);
        if (ticks % TICKS_PER_SCAN == 0) {
          past.scan().forEach(this::publish);
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "live page: " + e.getMessage());
      }
    }
  }

  /// Tells what is new of a run, one after another: later news replace earlier ones.
  private void tell(LiveRun run) {
    synchronized (feed) {
      run.news().forEach(this::publish);
    }
  }

  private void publish(RunView.News news) {
    feed.publish(
        news.getClass().getSimpleName().toLowerCase(Locale.ROOT), RecordMapper.PLAIN.line(news));
  }

  /// Serves until the program is told to end, by Ctrl-C or otherwise.
  public void serve() {
    CountDownLatch told = new CountDownLatch(1);
    Thread hook = new Thread(() -> end(told), "kern-live-page-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      told.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(CountDownLatch told) {
    close();
    told.countDown();
  }

  /// Tells pages how the last run ended, and ends the server.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    live().ifPresent(this::tell);
    feed.publish("ended", "{}");
    feed.close();
    server.close();
  }
}
