package dev.kern.cli;

import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageInput;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.OrderedTasks;
import dev.kern.data.file.Problem;
import dev.kern.data.format.ImageFinder;
import dev.kern.data.format.ImageNotes;
import dev.kern.model.Model;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Predictions for any number of images: all processors decode them and ask the network, a few
/// images ahead; they are taken in the order in which the images were added. Images that can't be
/// used are reported, and the rest go on.
///
/// @param <A> what is predicted for an image
final class Predictions<A> implements ImageFinder.Listener, AutoCloseable {
  /// As many problems and notes are told in full: what is wrong with the first images of a large
  /// folder is often wrong with all.
  private static final int MOST_TOLD = 10;

  private final Output output;
  private final Model takes;
  private final Function<float[], A> network;
  private final PredictionSink<A> sink;
  private final Function<Path, Dataset> opener;
  private final LoadingLine line;
  private final OrderedTasks<Outcome<A>> tasks;
  private long images;
  private long failed;
  private final ImageNotes notes = new ImageNotes();
  private long resized;
  private @Nullable DataException hopeless;

  /// What came of an image, or of what was named as images.
  private sealed interface Outcome<A> {
    /// A prediction.
    ///
    /// @param place what messages call the image
    /// @param input what the network took
    record Predicted<A>(String image, String place, A said, ImageInput input)
        implements Outcome<A> {}

    /// Why there is none.
    record Failed<A>(DataException problem) implements Outcome<A> {}

    /// Something to know.
    record Noted<A>(String note) implements Outcome<A> {}

    /// Why no other image can have one either.
    record Hopeless<A>(DataException problem) implements Outcome<A> {}
  }

  /// @param takes the model, which says what images the network takes
  /// @param network predicts from an image as [Model#input] has it
  /// @param sink takes the predictions
  /// @param opener opens what holds images that aren't files of their own
  Predictions(
      Output output,
      Model takes,
      Function<float[], A> network,
      PredictionSink<A> sink,
      Function<Path, Dataset> opener) {
    this.output = output;
    this.takes = takes;
    this.network = network;
    this.sink = sink;
    this.opener = opener;
    this.line = LoadingLine.of(output, "Predicting", sink.isSilent());
    this.tasks = OrderedTasks.on(Runtime.getRuntime().availableProcessors(), this::take);
  }

  /// Whether a prediction can still be written, and somebody reads on, unlike `head`.
  private boolean goesOn() {
    return hopeless == null && !output.out().checkError();
  }

  @Override
  public void image(String name, long bytes, Supplier<byte[]> content) {
    if (goesOn()) {
      tasks.add(bytes, () -> outcome(name, name, content));
    }
  }

  /// Adds the image that a stream holds.
  ///
  /// @param place what messages call it
  void image(String name, String place, InputStream in) {
    try {
      byte[] content = ImageFiles.content(place, in);
      tasks.add(content.length, () -> outcome(name, place, () -> content));
    } catch (DataException e) {
      failure(e);
    }
  }

  /// Names images by their place in the data: `test.csv:17`, or `set.npz:test[17]` where there are
  /// several splits.
  @Override
  public void dataset(String name, Path path) {
    dataset(name, path, Set.of(SplitName.values()));
  }

  /// The images of some splits of a data set; those of others are left out, which is said. The
  /// images of a single split are taken in any case.
  void dataset(String name, Path path, Set<SplitName> wanted) {
    Dataset data = opener.apply(path);
    data.warnings().forEach(this::noted);
    List<SplitName> splits = Arrays.stream(SplitName.values()).filter(data::has).toList();
    for (SplitName splitName : splits) {
      if (splits.size() > 1 && !wanted.contains(splitName)) {
        noted("%s: left out the %s images".formatted(name, splitName.adjective()));
        continue;
      }
      Split split = data.split(splitName).orElseThrow();
      String title = name + ":" + (splits.size() == 1 ? "%d" : splitName.key() + "[%d]");
      noted("%s: %s, numbered from %s".formatted(name, split.describe(), title.formatted(0)));
      for (int i = 0; i < split.count() && goesOn(); i++) {
        int row = i;
        tasks.add(0, () -> outcome(title.formatted(row), split, row));
      }
    }
  }

  /// Done by any thread.
  private Outcome<A> outcome(String name, Split split, int row) {
    float[] pixels = new float[takes.image().size()];
    split.pixels(row, pixels, 0);
    ImageTarget.Extents size =
        new ImageTarget.Extents(takes.image().height(), takes.image().width());
    ImageInput input = new ImageInput(pixels, size, false, Optional.empty());
    return new Outcome.Predicted<>(name, name, network.apply(pixels), input);
  }

  @Override
  public void failure(DataException problem) {
    tasks.add(0, () -> new Outcome.Failed<>(problem));
  }

  @Override
  public void noted(String note) {
    tasks.add(0, () -> new Outcome.Noted<>(note));
  }

  /// Done by any thread.
  private Outcome<A> outcome(String name, String place, Supplier<byte[]> content) {
    try {
      ImageInput input = takes.input(place, content.get());
      return new Outcome.Predicted<>(name, place, network.apply(input.pixels()), input);
    } catch (DataException e) {
      // If there is no memory, it isn't the image's fault, nor would the next ones find room; and
      // if
      // nothing says how images are scaled, it says it for none.
      return e.getCause() instanceof OutOfMemoryError || takes.normalization().isEmpty()
          ? new Outcome.Hopeless<>(e)
          : new Outcome.Failed<>(e);
    }
  }

  private void take(Outcome<A> outcome) {
    switch (outcome) {
      case Outcome.Predicted<A>(var image, var place, var said, var input) -> {
        images++;
        tellSize(place, input.size());
        if (input.turned()) {
          notes.turned(place);
        }
        input.remark().ifPresent(remark -> notes.odd(place, remark));
        take(image, said, input);
        line.read(images);
      }
      case Outcome.Failed<A>(var problem) -> {
        images++;
        failed++;
        String message = String.valueOf(problem.getMessage());
        output
            .err()
            .println(failed <= MOST_TOLD ? message : message.lines().findFirst().orElse(message));
      }
      case Outcome.Noted<A>(var note) -> tell(note);
      case Outcome.Hopeless<A>(var problem) -> hopeless = hopeless == null ? problem : hopeless;
    }
  }

  private void take(String image, A said, ImageInput input) {
    if (hopeless == null) {
      try {
        sink.take(image, said, input);
      } catch (DataException e) {
        hopeless = e; // thrown at the end: whoever looks for images takes it for theirs
      }
    }
  }

  private void tellSize(String name, ImageTarget.Extents has) {
    ImageShape image = takes.image();
    if (image.height() != has.height() || image.width() != has.width()) {
      resized++;
      if (resized <= MOST_TOLD) {
        tell(
            "%s: resized from %s to %d x %d, %s"
                .formatted(
                    name,
                    has,
                    image.height(),
                    image.width(),
                    takes.resizeMode().orElse(ResizeMode.STRETCH).words("the")));
      }
    }
  }

  private void tell(String note) {
    if (output.talks()) {
      output.err().println("note: " + note);
    }
  }

  /// Waits for all images, and says how many failed.
  ///
  /// Fails with `DataException` if the sink did, or there is no memory.
  ///
  /// @return whether all of them have a prediction
  boolean finish() {
    tasks.finish();
    line.close();
    if (hopeless != null) {
      throw hopeless;
    }
    if (resized > MOST_TOLD) {
      tell("resized %s more images".formatted(Problem.count(resized - MOST_TOLD)));
    }
    notes.lines().forEach(this::tell);
    if (failed > 0 && images > 1) {
      output
          .err()
          .println(
              "%s: no prediction for %s of %s images"
                  .formatted(
                      output.command().qualifiedName(),
                      Problem.count(failed),
                      Problem.count(images)));
    }
    return failed == 0;
  }

  /// How many images have a prediction.
  long count() {
    return images - failed;
  }

  @Override
  public void close() {
    line.close();
    tasks.close();
  }
}
