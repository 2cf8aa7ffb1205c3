package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.Normalization;
import dev.kern.data.augment.View;
import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.NamedLayer;
import dev.kern.run.Variables;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// A trained network that says numbers about images to any number of threads: the engine of
/// [Classifier] and [Predictor], and for servers that want the numbers alone.
///
/// ```java
/// ImageRunner runner = ImageRunner.of(TrainedModel.read(path));
/// runner.warmUp();
/// float[] outputs = new float[count * runner.width()];
/// runner.run(count, images, 0, outputs, 0);
/// ```
///
/// As many threads compute at a time as there are processors; the others wait. What is said of an
/// image has the same bits whether it is computed alone or with any others.
///
/// Thread-safe. It holds no threads and no files, and needs no closing.
public final class ImageRunner {
  static final Duration LONGEST_WARM_UP = Duration.ofSeconds(10);

  /// Plans for the features of so many layers are kept.
  private static final int MOST_LAYERS = 8;

  private final String verb;
  private final Model model;
  private final Variables variables;
  private final int width;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final Semaphore free = new Semaphore(processors);
  private final Replicas whole;
  private final Map<String, Replicas> layers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Replicas> eldest) {
          return size() > MOST_LAYERS;
        }
      };

  /// @param verb the method that users call
  ImageRunner(TrainedModel trained, String verb) {
    this.verb = verb;
    model = trained.model();
    variables = trained.variables();
    whole = new Replicas(model, variables, model::logits);
    whole.fill(1);
    width = whole.shape().last();
  }

  /// A network with what it has learned.
  public static ImageRunner of(TrainedModel trained) {
    return new ImageRunner(trained, "run");
  }

  /// The network and its task.
  public Model model() {
    return model;
  }

  /// What tells people what each layer makes of an image, over the same weights; compiled anew each
  /// time.
  public ActivationTracer tracer() {
    return new ActivationTracer(model, variables);
  }

  /// What shows where in an image the network sees what speaks for an output, over the same
  /// weights; compiled anew each time. Empty as [ActivationMapper#of] says.
  public Optional<ActivationMapper> mapper() {
    return ActivationMapper.of(model, variables);
  }

  /// How many numbers it says about an image.
  public int width() {
    return width;
  }

  /// How many plans for one image at a time there are: at most as many as processors.
  public int replicas() {
    return whole.made();
  }

  /// The outputs for an image whose pixels are a network's input already.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  public float[] outputs(float[] image) {
    expectSize(image);
    float[] outputs = new float[width];
    run(whole, width, 1, image, 0, outputs, 0);
    return outputs;
  }

  /// The weighted mean of the outputs for several views of such an image, as [Evaluator#views] has
  /// it.
  ///
  /// Fails as [#outputs(float[])] does.
  ///
  /// @param views one or more, whose weights should add up to 1
  public float[] outputs(float[] image, List<View> views) {
    expectSize(image);
    if (views.equals(List.of(View.PLAIN))) {
      return outputs(image);
    }
    float[] mean = new float[width];
    float[] viewed = new float[image.length];
    for (View view : views) {
      view.copy(model.image(), image, 0, viewed, 0);
      float[] one = outputs(viewed);
      for (int k = 0; k < width; k++) {
        mean[k] += view.weight() * one[k];
      }
    }
    return mean;
  }

  private void expectSize(float[] image) {
    int size = model.image().size();
    if (image.length != size) {
      throw new IllegalArgumentException(
          """
          %s: the image has another size than the network takes
            given     %d numbers
            expected  %d, for an image of %s
            fix       [height, width, channels] of that size, or %s(BufferedImage)\
          """
              .formatted(verb, image.length, size, model.image(), verb));
    }
  }

  /// The outputs for an image of any type.
  ///
  /// Fails with `DataException` if it has another size than the network takes and the model has no
  /// [Model#resizeMode], or it isn't known how the training images were normalised.
  public float[] outputs(BufferedImage image) {
    return outputs(pixels(image));
  }

  /// What the network takes for an image of any type.
  float[] pixels(BufferedImage image) {
    Normalization normalization = model.scaling("image");
    return model
        .resizeMode()
        .map(mode -> ImageFiles.resize(image, model.image(), normalization, mode))
        .orElseGet(() -> ImageFiles.read(image, model.image(), normalization));
  }

  /// What the network takes for an image file.
  float[] pixels(Path file) {
    return model.pixels(file.toString(), ImageFiles.content(file));
  }

  /// The outputs for the content of an image file.
  ///
  /// Fails as [Model#pixels] does.
  ///
  /// @param name what messages call it
  public float[] outputs(String name, byte[] file) {
    return outputs(model.pixels(name, file));
  }

  /// Computes the outputs for any number of images whose pixels are a network's input already, and
  /// allocates nothing.
  ///
  /// Fails with [IllegalArgumentException] if an array is too short.
  ///
  /// @param count how many
  /// @param images an image of `[height, width, channels]` after the other
  /// @param at where the first one begins
  /// @param outputs takes [#width] numbers for each
  /// @param outputsAt where those of the first one begin
  public void run(int count, float[] images, int at, float[] outputs, int outputsAt) {
    expectRoom("images", images.length, at, count, model.image().size());
    expectRoom("outputs", outputs.length, outputsAt, count, width);
    run(whole, width, count, images, at, outputs, outputsAt);
  }

  private void expectRoom(String what, int length, int at, int count, int each) {
    if (count < 0 || at < 0 || at + (long) count * each > length) {
      throw new IllegalArgumentException(
          """
          %s: the array of %s is too short
            given     %d numbers, from index %d on
            expected  %d x %d
            fix       a longer array, or fewer images\
          """
              .formatted(verb, what, Math.max(0, length - at), at, count, each));
    }
  }

  private void run(
      Replicas replicas, int each, int count, float[] images, int at, float[] into, int intoAt) {
    int size = model.image().size();
    int done = 0;
    while (done < count) {
      free.acquireUninterruptibly();
      try {
        Replicas.Replica replica = replicas.take(count - done);
        replica.run(images, at + done * size, into, intoAt + done * each);
        done += replica.size();
        replicas.giveBack(replica); // not after a failure: its memory may be half written
      } finally {
        free.release();
      }
    }
  }

  /// The outputs for images that are asked for one after the other, [#width] numbers for each.
  float[] outputs(int count, IntFunction<float[]> image) {
    float[] outputs = new float[Math.multiplyExact(count, width)];
    int size = model.image().size();
    float[] some = new float[Math.multiplyExact(Math.min(count, Replicas.LARGEST), size)];
    for (int from = 0; from < count; from += Replicas.LARGEST) {
      int number = Math.min(Replicas.LARGEST, count - from);
      for (int i = 0; i < number; i++) {
        float[] pixels = image.apply(from + i);
        expectSize(pixels);
        System.arraycopy(pixels, 0, some, i * size, size);
      }
      run(whole, width, number, some, 0, outputs, from * width);
    }
    return outputs;
  }

  /// The names of the layers, whose [#features] can be asked for, in order.
  public List<String> layers() {
    return model.network().namedLayers().stream().map(NamedLayer::name).toList();
  }

  /// What a layer makes of an image whose pixels are a network's input already: its activations,
  /// `[height, width, channels]` or `[units]`. A layer that does nothing after training, such as
  /// dropout, has those of the one before it.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer, or the image has another size
  /// than the network takes.
  ///
  /// @param layer one of [#layers]
  public float[] features(float[] image, String layer) {
    expectSize(image);
    Replicas replicas = replicas(layer);
    int each = replicas.shape().size();
    float[] features = new float[each];
    run(replicas, each, 1, image, 0, features, 0);
    return features;
  }

  /// The shape of a layer's [#features]: `[height, width, channels]` or `[units]`.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer.
  public Shape shape(String layer) {
    int[] extents = replicas(layer).shape().toArray();
    return extents.length == 4
        ? Shape.of(extents[1], extents[2], extents[3])
        : Shape.of(extents[1]);
  }

  private Replicas replicas(String layer) {
    synchronized (layers) {
      return layers.computeIfAbsent(
          layer,
          name -> {
            List<Layer> first = model.network().upTo(name).layers();
            return new Replicas(model, variables, (scope, images) -> scope.addAll(first, images));
          });
    }
  }

  /// Asks the network until the just-in-time compiler has made it fast, for at most ten seconds;
  /// see [#warmUp(Duration)].
  public WarmUp warmUp() {
    return warmUp(LONGEST_WARM_UP);
  }

  /// Asks the network about images of noise until the just-in-time compiler has made it fast: about
  /// one image, about several at once, and about PNG and JPEG files if it is known how images are
  /// scaled. Makes a plan for each processor, too.
  ///
  /// Without it the first thousand calls are up to a hundred times slower. For the first network of
  /// a process it takes about two seconds; for one of the same layers as another, some
  /// milliseconds.
  ///
  /// @param most how long it may take
  public WarmUp warmUp(Duration most) {
    return warmUp(most, outputs -> {});
  }

  /// The same with what is done with the outputs for an image.
  WarmUp warmUp(Duration most, Consumer<float[]> then) {
    long end = System.nanoTime() + most.toNanos();
    whole.fill(processors);
    List<Integer> sizes = whole.prepare();
    NoiseImages noise = new NoiseImages(model);
    List<WarmUp.Path> paths = new ArrayList<>();
    paths.add(
        reach(
            "one image",
            Warmth.NEW_CODE,
            end,
            () -> {
              float[] image = noise.pixels(1);
              return () -> then.accept(outputs(image));
            }));
    for (int size : sizes.subList(0, sizes.size() - 1)) {
      paths.add(
          reach(
              size + " images",
              Warmth.NEW_KERNELS,
              end,
              () -> {
                float[] images = noise.pixels(size);
                float[] outputs = new float[size * width];
                return () -> run(size, images, 0, outputs, 0);
              }));
    }
    for (String format : noise.canBeFiles() ? List.of("PNG", "JPEG") : List.<String>of()) {
      paths.add(
          reach(
              "a " + format + " file",
              Warmth.NEW_CODE,
              end,
              () -> {
                byte[] file = noise.file(format);
                return () -> then.accept(outputs("noise", file));
              }));
    }
    return new WarmUp(paths);
  }

  private WarmUp.Path reach(String name, int enough, long end, Supplier<Runnable> call) {
    List<Object> kind =
        List.of(name, verb, model.network().layers(), model.image(), model.sizing());
    return Warmth.reach(name, kind, enough, end, call);
  }
}
