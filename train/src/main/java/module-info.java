/// Layers, optimisers, the training loop and run folders.
module dev.kern.train {
  requires transitive dev.kern.core;
  requires transitive dev.kern.data;
  requires tools.jackson.databind;
  requires static org.jspecify;
}
