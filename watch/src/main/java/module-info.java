/// Runs on a page that follows them while they train.
module dev.kern.watch {
  requires transitive dev.kern.train;
  requires dev.kern.report;
  requires transitive dev.kern.web;
  requires static org.jspecify;

  exports dev.kern.watch;

  opens dev.kern.watch to
      dev.kern.data; // JSON of what the page is told
}
