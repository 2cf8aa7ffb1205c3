package dev.kern.cli;

import dev.kern.data.file.Problem;
import dev.kern.layer.Network;
import dev.kern.train.NetworkFile;
import dev.kern.train.Preset;
import dev.kern.train.json.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the user calls a network: the name of a preset, or a file that holds one.
record NetworkSource(String word) {
  /// The preset, if it is one.
  Optional<Preset> preset() {
    return Arrays.stream(Preset.values()).filter(p -> p.key().equals(word)).findFirst();
  }

  /// The network for so many classes.
  ///
  /// Fails with `DataException` if it is neither a preset nor a file, or the file holds none.
  Network network(int classes) {
    return preset().map(p -> p.network(classes)).orElseGet(() -> file().network());
  }

  private NetworkFile file() {
    Path path = Path.of(word);
    if (!Files.exists(path)) {
      List<String> presets = Arrays.stream(Preset.values()).map(Preset::key).toList();
      throw Problem.at("network '" + word + "'", "there is no such network and no such file")
          .expected(String.join(", ", presets) + ", or a file such as network.json")
          .mend(Suggestion.of(word, presets).orElse("kern train --network strided"));
    }
    return NetworkFile.read(path);
  }
}
