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

/// `--network NAME|FILE` and `--mapping FILE`: which network the weights of another program's file
/// are for.
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

  /// A network with the weights of a file, if the user says which network that is; tells what was
  /// done.
  ///
  /// Fails with `DataException` if the weights don't fit it, with [IllegalArgumentException] if
  /// there is no network for a mapping.
  ///
  /// @param size that of the images of such a network, if it isn't the usual one
  public Optional<TrainedModel> read(Path file, Optional<ImageTarget> size, Output output) {
    if (network == null) {
      if (mapping != null) {
        throw new IllegalArgumentException(
            """
            %s: it isn't said which network the weights are for
              given     --mapping without --network
              fix       --network NAME or --network FILE, or leave it out\
            """
                .formatted(output.command().qualifiedName()));
      }
      return Optional.empty();
    }
    WeightImport.Result result = read(file, size, network);
    if (output.talks()) {
      output.out().println(file + ": " + result.words());
    }
    return Optional.of(result.model());
  }

  private WeightImport.Result read(Path file, Optional<ImageTarget> size, String name) {
    Optional<Architecture> known = Architecture.named(name);
    if (known.isPresent() && mapping == null) {
      return size.isEmpty()
          ? WeightImport.read(file, known.get())
          : WeightImport.read(file, known.get(), size.get().of(Architecture.USUAL));
    }
    Model model = new ModelSource(name).model();
    ImageShape image = size.map(to -> to.of(model.image())).orElseGet(model::image);
    Map<String, String> names = mapping == null ? Map.of() : WeightImport.mapping(mapping);
    return WeightImport.read(file, model.network(), image, names);
  }
}
