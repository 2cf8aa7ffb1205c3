/// A program that uses Kern.
module org.example.stripes {
  requires dev.kern.train;

  exports org.example.stripes;
}
