/// Programs that the documentation quotes.
module dev.kern.examples {
  requires dev.kern.train;
  requires static org.jspecify;
}
