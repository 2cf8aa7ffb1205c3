package dev.kern.report;

import static dev.kern.report.Html.span;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.AtomicOutput;
import dev.kern.model.ActivationMapper;
import dev.kern.model.ActivationTrace;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Thumbnail;
import dev.kern.report.markup.Element;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a network makes of one image, layer by layer, on one page that needs no network.
public final class PredictionPage {
  /// Rows and columns of the image on the page, at most.
  private static final int LARGEST = 192;

  private PredictionPage() {}

  /// Writes the page, in place of the one that is there.
  ///
  /// Fails with `DataException` if the image can't be decoded, isn't one that the network takes
  /// (see [Model#pixels]), or the page can't be written.
  ///
  /// @param name what the page calls the image
  /// @param image the content of an image file
  public static void write(TrainedModel trained, String name, byte[] image, Path page) {
    AtomicOutput.replace(page, of(trained, name, image));
  }

  /// The page as text.
  static String of(TrainedModel trained, String name, byte[] image) {
    Model model = trained.model();
    Split split = Split.of(model.image(), model.pixels(name, image), new int[1]);
    Raster raster = Thumbnail.of(split, 0, model.normalization(), LARGEST);
    ActivationTrace trace = ActivationTrace.of(trained, split, 0);
    List<Element> sections = new ArrayList<>();
    ActivationMapper.of(trained)
        .map(maps -> ImageSections.looks(maps, split, raster, model.targets(), trace.estimate()))
        .ifPresent(sections::add);
    sections.add(ImageSections.layers(name, raster, trace, model.targets()));
    ImageSections.filters(trained).ifPresent(sections::add);
    ImageShape shape = model.image();
    sections.add(
        Sections.network(model.network().summary(shape.height(), shape.width(), shape.channels())));
    return Page.of(name, header(model, name, trace), sections);
  }

  private static Element header(Model model, String name, ActivationTrace trace) {
    return Element.of("header")
        .add(
            span("kind", "Kern prediction"),
            Element.of("h1", name),
            Element.of("p")
                .text("Network ")
                .add(Element.of("b", model.network().name()))
                .text(", which says ")
                .add(Element.of("b", ImageSections.words(model.targets(), trace.estimate()))));
  }
}
