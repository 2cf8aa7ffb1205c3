package dev.kern.watch;

import dev.kern.train.RunFolder;
import dev.kern.web.WebServer;
import java.util.Optional;
import java.util.function.Function;

/// Pages on which people try the networks of runs, as a part of the live page's server.
@FunctionalInterface
public interface Trial {
  /// Adds the pages: that of a run is at `PATH/NAME/`.
  ///
  /// @param path where, such as `/try`
  /// @param runs the folder of the run of a name, if the live page shows one
  void addTo(WebServer.Builder server, String path, Function<String, Optional<RunFolder>> runs);
}
