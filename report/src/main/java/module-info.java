/// What a run looks like: a page, plots, TensorBoard's files.
module dev.kern.report {
  requires java.desktop; // text in the PNG versions of plots
  requires transitive dev.kern.train;
  requires static org.jspecify;

  exports dev.kern.report;
  exports dev.kern.report.tensorboard;
}
