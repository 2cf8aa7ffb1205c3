/// An HTTP server with limits and deadlines, for pages and services on this machine.
module dev.kern.web {
  requires io.helidon.common.task;
  requires io.helidon.webserver;
  requires java.logging;
  // Sets how many threads carry virtual ones.
  requires jdk.management;
  requires transitive dev.kern.data;
  requires static org.jspecify;

  exports dev.kern.web;
}
