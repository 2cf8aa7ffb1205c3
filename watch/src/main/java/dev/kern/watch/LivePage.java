package dev.kern.watch;

import dev.kern.data.file.DataException;
import dev.kern.json.RecordMapper;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
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
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
      List.of("watch.css", "main.js", "chart.js", "data.js", "parts.js", "scale.js");

  /// The path of the pages on which networks are tried.
  private static final String TRIAL = "/try";

  private static final int KEPT_EVENTS = 512;
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_PER_SCAN = 20;

  private final Path folder;
  private final boolean trains;
  private final boolean tries;
  private final PastRuns past;
  private final EventFeed feed = new EventFeed(KEPT_EVENTS);
  private final SameOrigin guard = SameOrigin.create();
  private final WebServer server;
  private final Map<String, RunView> ended =
      new LinkedHashMap<>(); // what this program trained before
  private final Thread ticker =
      Thread.ofPlatform().daemon().name("kern-live-page").unstarted(this::tick);
  private final Map<String, RunFolder> own = new LinkedHashMap<>(); // of runs of this program
  private Optional<LiveRun> live = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();

  private LivePage(Builder builder, int port) {
    this.folder = builder.folder;
    this.trains = builder.trains;
    this.tries = builder.trial != null;
    this.past = new PastRuns(folder);
    this.server = serve(port, builder.trial);
    ticker.start();
  }

  /// A page on runs that this program trains, on the usual port or, if that is in use, on another.
  ///
  /// @param folder where other runs are, to compare with; it need not exist
  public static LivePage start(Path folder) {
    return builder(folder).start();
  }

  /// The same on a port.
  ///
  /// Fails with `DataException` if it is in use.
  ///
  /// @param port 0 for any that is free
  public static LivePage start(Path folder, int port) {
    return builder(folder).port(port).start();
  }

  /// A page on the runs in a folder, whatever programs train them, on the usual port or, if that is
  /// in use, on another.
  ///
  /// Fails with `DataException` if the folder can't be read.
  public static LivePage of(Path folder) {
    return builder(folder).pastRuns().start();
  }

  /// The same on a port.
  ///
  /// Fails with `DataException` if it is in use, or the folder can't be read.
  ///
  /// @param port 0 for any that is free
  public static LivePage of(Path folder, int port) {
    return builder(folder).pastRuns().port(port).start();
  }

  /// A page to be set up: on runs that this program trains and on the usual port, or if that is in
  /// use another, unless told otherwise.
  ///
  /// @param folder where other runs are
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  /// Sets up a page.
  public static final class Builder {
    private final Path folder;
    private boolean trains = true;
    private OptionalInt port = OptionalInt.empty();
    private @Nullable Trial trial;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /// On the runs of the folder, whatever programs train them.
    public Builder pastRuns() {
      trains = false;
      return this;
    }

    /// The port; 0 for any that is free.
    public Builder port(int port) {
      this.port = OptionalInt.of(port);
      return this;
    }

    /// Where people try the networks of the runs.
    public Builder trial(Trial trial) {
      this.trial = trial;
      return this;
    }

    /// Opens it.
    ///
    /// Fails with `DataException` if the port that was named is in use, or the folder of past runs
    /// can't be read.
    public LivePage start() {
      if (!trains) {
        PastRuns.expectReadable(folder);
      }
      if (port.isPresent()) {
        return new LivePage(this, port.getAsInt());
      }
      try {
        return new LivePage(this, USUAL_PORT);
      } catch (DataException _) {
        return new LivePage(this, 0);
      }
    }
  }

  private WebServer serve(int port, @Nullable Trial trial) {
    WebServer.Builder builder =
        WebServer.builder()
            .port(port)
            .page("/", page("index.html"))
            .get("/state.json", _ -> json(state()))
            .get("/runs/{run}", this::run)
            .events("/events", feed);
    Page.shared().forEach((name, shared) -> builder.page("/" + name, shared));
    FILES.forEach(name -> builder.page("/" + name, page(name)));
    if (trains) {
      builder
          .post("/pause", guard.guard(command(LiveRun::pause)))
          .post("/unpause", guard.guard(command(LiveRun::unpause)))
          .post("/interrupt", guard.guard(command(LiveRun::interrupt)))
          .post("/finish", guard.guard(command(LiveRun::finish)));
    }
    if (trial != null) {
      trial.addTo(builder, TRIAL, this::folder);
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
  /// @param tries whether their networks can be tried
  /// @param folder where the others are
  /// @param live the run that the page follows
  /// @param runs all; those of the folder without curves
  record PageState(
      String id,
      String token,
      boolean trains,
      boolean tries,
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
        tries,
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

  /// The folder of a run on the page.
  private synchronized Optional<RunFolder> folder(String name) {
    return Optional.ofNullable(own.get(name)).or(() -> past.folder(name));
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
    next.folder().ifPresent(kept -> own.put(next.name(), kept));
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
