package dev.kern.cli.option;

import dev.kern.architecture.Architecture;
import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.weights.WeightImport;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--network NAME|FILE`, `--mapping FILE` and `--size HxW`: which network the weights of another
/// program's file are for.
public final class WeightsOption {
  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description = {
        "the network that the weights of a PyTorch or safetensors file are for",
        "(default: told by their names)"
      })
  private @Nullable String network;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "JSON file with what the weights' file calls a layer: {\"conv1\": \"features.0\"}")
  private @Nullable Path mapping;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizingOption.Converter.class,
      description = "the size of the images of such a network (default: 224x224)")
  private @Nullable ImageTarget size;

  /// A network with the weights of a file, if the user says which network that is; tells what was
  /// done.
  ///
  /// Fails with `DataException` if the weights don't fit it, with [IllegalArgumentException] if
  /// there is no network for a mapping or size.
  public Optional<TrainedModel> read(Path file, Output output) {
    if (network == null) {
      if (mapping != null || size != null) {
        throw new IllegalArgumentException(
            """
            %s: it isn't said which network the weights are for
              given     %s without --network
              fix       --network NAME or --network FILE, or leave it out\
            """
                .formatted(
                    output.command().qualifiedName(), mapping == null ? "--size" : "--mapping"));
      }
      return Optional.empty();
    }
    WeightImport.Result result = read(file, network);
    if (output.talks()) {
      output.out().println(file + ": " + result.words());
    }
    return Optional.of(result.model());
  }

  private WeightImport.Result read(Path file, String name) {
    Optional<Architecture> known = Architecture.named(name);
    if (known.isPresent() && mapping == null) {
      return size == null
          ? WeightImport.read(file, known.get())
          : WeightImport.read(file, known.get(), size.of(Architecture.USUAL));
    }
    Model model = new ModelSource(name).model();
    ImageShape image = size == null ? model.image() : size.of(model.image());
    Map<String, String> names = mapping == null ? Map.of() : WeightImport.mapping(mapping);
    return WeightImport.read(file, model.network(), image, names);
  }
}
