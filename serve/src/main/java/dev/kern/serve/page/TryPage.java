package dev.kern.serve.page;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.InkFrame;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.model.Model;
import dev.kern.model.UnitTrace;
import dev.kern.serve.protocol.Route;
import dev.kern.serve.protocol.ServingLimits;
import dev.kern.serve.store.ModelStore;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Admission;
import dev.kern.web.Page;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page, and what it asks for.
public final class TryPage {
  private static final List<String> FILES =
      List.of("try.css", "try.js", "layers.js", "look.js", "pad.js", "unit.js");

  private final Models models;
  private final Admission turns;
  private final ServingLimits limits;

  /// What can be tried on a page.
  public interface Models {
    /// What the page that asks has to offer.
    ///
    /// Fails with `HttpException` if there is no such page.
    Offer offer(Request request);

    /// The model that a request is about.
    ///
    /// Fails with `UnknownModelException` or `HttpException` if there is none.
    ServedModel find(Request request);

    /// Those of a server, by name.
    static Models of(ModelStore store) {
      return new Models() {
        // Those that are loaded: one that isn't hides no other.
        @Override
        public Offer offer(Request request) {
          return new Offer(
              store.names().stream().flatMap(name -> store.latest(name).stream()).toList(), "", "");
        }

        @Override
        public ServedModel find(Request request) {
          return store.find(request.parameter("model"));
        }
      };
    }
  }

  /// What a page has to offer.
  ///
  /// @param models those that can be tried
  /// @param note what there is to know about them, for people, or empty
  /// @param home the address of the page that this one belongs to, or empty
  public record Offer(List<ServedModel> models, String note, String home) {}

  private TryPage(Models models, Admission turns, ServingLimits limits) {
    this.models = models;
    this.turns = turns;
    this.limits = limits;
  }

  /// The files of the page by their paths.
  ///
  /// @param path what they begin with: empty, or a template such as `/try/{run}`
  public static Map<String, Page> pages(String path) {
    Map<String, Page> pages = new LinkedHashMap<>();
    pages.put(path + "/", page("try.html"));
    Page.shared().forEach((name, page) -> pages.put(path + "/" + name, page));
    FILES.forEach(name -> pages.put(path + "/" + name, page(name)));
    return pages;
  }

  private static Page page(String name) {
    return Page.of(name, TryPage.class.getResourceAsStream(name));
  }

  /// What the page asks for.
  ///
  /// @param path what their paths begin with: empty, or a template such as `/try/{run}`
  /// @param turns those of traces, of which only one is computed at a time; not the places of
  ///   predictions, which traces would hold while they wait for one another
  public static List<Route> routes(
      String path, Models models, Admission turns, ServingLimits limits) {
    TryPage page = new TryPage(models, turns, limits);
    String all = path + "/try/models";
    return List.of(
        Route.get(all, page::offer),
        Route.post(all + "/{model}/drawing", request -> page.trace(request, page::drawn)),
        Route.post(all + "/{model}/image", request -> page.trace(request, page::decoded)),
        Route.post(all + "/{model}/unit", page::unit));
  }

  private Response offer(Request request) {
    Offer offer = models.offer(request);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("models", offer.models().stream().map(TryPage::description).toList());
    answer.put("note", offer.note());
    answer.put("home", offer.home());
    return json(answer);
  }

  private static Map<String, Object> description(ServedModel served) {
    Model model = served.model();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", served.name());
    entry.put("version", served.version());
    entry.put("network", model.network().name());
    entry.put("height", model.image().height());
    entry.put("width", model.image().width());
    entry.put("channels", model.image().channels());
    entry.put("says", model.targets().toString());
    entry.put("draws", model.image().channels() == 1 && model.normalization().isPresent());
    entry.put("scaled", model.normalization().isPresent());
    entry.put(
        "threshold", model.targets().areClasses() ? model.decision().threshold().orElse(0.0) : 0.0);
    return entry;
  }

  /// An image as the network sees it.
  ///
  /// @param note what was done to it, for people
  @SuppressWarnings("ArrayRecordComponent") // on its way to an answer, never compared
  private record Seen(float[] pixels, String note) {}

  /// Turns the body of a request into what a network sees.
  @FunctionalInterface
  private interface Eye {
    Seen see(byte[] body, Model model);
  }

  private Response trace(Request request, Eye eye) {
    ServedModel served = models.find(request);
    return turns.run(
        () -> {
          Seen seen = eye.see(request.body(), served.model());
          return json(TraceJson.of(served, seen.pixels(), seen.note()));
        });
  }

  /// A drawing, dark ink on light paper, brought to where the training images have theirs.
  private Seen drawn(byte[] body, Model model) {
    Normalization scaling = model.scaling("drawing");
    if (model.image().channels() != 1) {
      throw Problem.at("drawing", "the network takes coloured images")
          .given("images of " + model.image())
          .fix("send an image: /try/models/{model}/image");
    }
    ImageTarget.Extents size = limits.expectPixels("drawing", body, model.image());
    ImageShape drawing = new ImageShape(size.height(), size.width(), 1);
    float[] grey = ImageFiles.decode("drawing", body, drawing, Normalization.UNIT);
    InkFrame frame = model.ink().orElse(InkFrame.MNIST);
    return new Seen(
        frame.place(grey, drawing, model.image(), scaling),
        model.ink().isPresent()
            ? "Cut out, scaled and placed as the training images are."
            : "It isn't known how the training images look: placed as in MNIST, bright ink on"
                + " black.");
  }

  /// An image file, resized if need be.
  private Seen decoded(byte[] body, Model model) {
    Normalization scaling = model.scaling("image");
    ImageTarget.Extents size = limits.expectPixels("image", body, model.image());
    ImageShape shape = model.image();
    ResizeMode mode = model.resizeMode().orElse(ResizeMode.CROP);
    boolean fits = size.height() == shape.height() && size.width() == shape.width();
    if (fits && mode.keeps(shape.height(), shape.width())) {
      return new Seen(ImageFiles.decode("image", body, shape, scaling), "");
    }
    return new Seen(
        ImageFiles.resize("image", body, shape, scaling, mode),
        "Resized from %d × %d pixels, %s."
            .formatted(size.width(), size.height(), mode.words("its")));
  }

  /// How a number comes about: the body is what the network saw, in 32-bit floats.
  private Response unit(Request request) {
    ServedModel served = models.find(request);
    byte[] body = request.body();
    int size = served.model().image().size();
    if (body.length != size * Float.BYTES) {
      throw Problem.at("body", "the network takes another number of pixels")
          .given(body.length + " bytes")
          .expected("%d little-endian floats of 4 bytes".formatted(size))
          .fix("send the pixels of a trace");
    }
    float[] pixels = new float[size];
    ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pixels);
    served.expectFinite(pixels);
    String layer = request.query("layer").orElse("");
    int row = index(request, "row");
    int column = index(request, "column");
    int channel = index(request, "channel");
    return turns.run(
        () -> {
          try {
            Optional<UnitTrace> unit = served.tracer().unit(pixels, layer, row, column, channel);
            return json(unit.map(TraceJson::of).orElse(Map.of("layer", layer)));
          } catch (IllegalArgumentException e) {
            throw Problem.at("unit", String.valueOf(e.getMessage()))
                .because(e)
                .fix("ask for a layer and a place of a trace");
          }
        });
  }

  private static int index(Request request, String name) {
    String text = request.query(name).orElse("0");
    if (!text.matches("\\d{1,9}")) {
      throw Problem.at("query, " + name, "not an index")
          .given(Problem.quote(text))
          .expected("a whole number, 0 or more")
          .fix("send %s=0".formatted(name));
    }
    return Integer.parseInt(text);
  }

  private static Response json(Map<String, Object> answer) {
    return Response.json(200, JsonText.line(answer)).with("Cache-Control", "no-store");
  }
}
