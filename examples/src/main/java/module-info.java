/// Programs that the documentation quotes.
module dev.kern.examples {
  requires dev.kern.onnx;
  requires dev.kern.report;
  requires transitive dev.kern.train;

  exports dev.kern.examples;

  requires static org.jspecify;

  provides dev.kern.extension.Extension with
      dev.kern.examples.ExampleExtension;
}
