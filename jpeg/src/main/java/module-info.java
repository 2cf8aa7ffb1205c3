/// A decoder of JPEG images that never hangs.
module dev.kern.jpeg {
  requires static org.jspecify;

  exports dev.kern.jpeg;
}
