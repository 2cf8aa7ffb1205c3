/// Models that come from and go to other frameworks, as ONNX files.
module dev.kern.onnx {
  requires transitive dev.kern.model;
  requires static org.jspecify;

  exports dev.kern.onnx;
}
