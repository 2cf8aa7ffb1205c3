/// What runs, data sets and graphs look like: pages, plots, sheets of images, drawings,
/// TensorBoard's files.
@SuppressWarnings("module") // the one that drawings are exported to is compiled later
module dev.kern.report {
  requires java.desktop; // text in plots and sheets
  requires transitive dev.kern.train;
  requires static org.jspecify;

  exports dev.kern.report;
  exports dev.kern.report.draw to
      dev.kern.watch;
  exports dev.kern.report.graph;
  exports dev.kern.report.lesson;
  exports dev.kern.report.sheet;
  exports dev.kern.report.tensorboard;
}
