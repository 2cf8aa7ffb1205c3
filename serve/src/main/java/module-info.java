/// Trained networks as an HTTP service.
@SuppressWarnings("requires-automatic") // the metrics' jars are no modules
module dev.kern.serve {
  requires dev.kern.onnx;
  requires transitive dev.kern.model;
  requires transitive dev.kern.web;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires static org.jspecify;

  exports dev.kern.serve;
}
