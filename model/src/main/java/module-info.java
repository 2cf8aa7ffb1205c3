/// Layers, networks and trained models: what a service needs to load and run one.
@SuppressWarnings("module") // the one that its JSON is exported to is compiled later
module dev.kern.model {
  requires transitive dev.kern.core;
  requires transitive dev.kern.data;
  requires static org.jspecify;

  exports dev.kern.architecture;
  exports dev.kern.layer;
  exports dev.kern.loss;
  exports dev.kern.metric;
  exports dev.kern.model;
  exports dev.kern.safetensors;
  exports dev.kern.weights;
  exports dev.kern.layer.json to
      dev.kern.train;

  // Networks, metrics and file headers are read into package-private records.
  opens dev.kern.metric to
      dev.kern.data;
  opens dev.kern.model to
      dev.kern.data;
  opens dev.kern.safetensors to
      dev.kern.data;
}
