/// Runs as a page that follows them.
module dev.kern.watch {
  requires transitive dev.kern.report;
  requires transitive dev.kern.web;
  requires static org.jspecify;
}
