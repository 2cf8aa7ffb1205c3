/// What a run looks like: a page, plots, TensorBoard's files.
module dev.kern.report {
  requires java.desktop; // text in the PNG versions of plots
  requires static org.jspecify;

}
