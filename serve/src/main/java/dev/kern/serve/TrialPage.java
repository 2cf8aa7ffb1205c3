package dev.kern.serve;

import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.serve.page.TryPage;
import dev.kern.serve.protocol.Route;
import dev.kern.serve.protocol.ServingLimits;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Admission;
import dev.kern.web.HttpException;
import dev.kern.web.Request;
import dev.kern.web.WebServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The page on which people try a network, as a part of another server: one page per name, such as
/// a run's.
///
/// A network is read when somebody asks for it, and again when another one has taken its place. One
/// request is computed at a time, and the last few networks stay loaded.
public final class TrialPage {
  private static final int LOADED = 3;
  private static final int WAITING = 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final String NAME = "name";
  private static final int NOT_FOUND = 404;

  private final Function<String, Optional<? extends Candidate>> candidates;

  /// The networks by name, that which was asked for last at the end.
  private final Map<String, Loaded> loaded = new LinkedHashMap<>();

  /// A network that can be tried; equal to another one if both are the same.
  public interface Candidate {
    /// Reads it.
    ///
    /// Fails with `DataException` if it can't be read.
    TrainedModel read();

    /// What people should know of it, in a sentence.
    String note();
  }

  private record Loaded(Candidate candidate, ServedModel model) {}

  private TrialPage(Function<String, Optional<? extends Candidate>> candidates) {
    this.candidates = candidates;
  }

  /// Adds the page to a server: that of a name is at `PATH/NAME/`, and leads back to `/`.
  ///
  /// @param path where, such as `/try`
  /// @param candidates what can be tried under a name at the moment
  public static void addTo(
      WebServer.Builder server,
      String path,
      Function<String, Optional<? extends Candidate>> candidates) {
    TrialPage page = new TrialPage(candidates);
    String template = path + "/{" + NAME + "}";
    Admission admission = Admission.of(1, WAITING, LONGEST_WAIT);
    List<Route> routes =
        TryPage.routes(template, page.models(), admission, ServingLimits.standard());
    routes.forEach(route -> route.addTo(server));
    TryPage.pages(template).forEach(server::page);
  }

  private TryPage.Models models() {
    return new TryPage.Models() {
      @Override
      public TryPage.Offer offer(Request request) {
        Loaded now = load(request.parameter(NAME));
        return new TryPage.Offer(List.of(now.model()), now.candidate().note(), "/");
      }

      @Override
      public ServedModel find(Request request) {
        return load(request.parameter(NAME)).model();
      }
    };
  }

  private synchronized Loaded load(String name) {
    Candidate candidate =
        candidates
            .apply(name)
            .orElseThrow(
                () ->
                    new HttpException(
                        NOT_FOUND,
                        "%s has no network to try yet; fix: wait until a model or a checkpoint is kept, then reload this page"
                            .formatted(Problem.quote(name))));
    Loaded before = loaded.remove(name);
    Loaded now =
        before != null && before.candidate().equals(candidate)
            ? before
            : new Loaded(candidate, ServedModel.of(name, 1, candidate.read()));
    loaded.put(name, now);
    if (loaded.size() > LOADED) {
      loaded.remove(loaded.keySet().iterator().next());
    }
    return now;
  }
}
