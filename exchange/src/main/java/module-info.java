/// Sums of arrays over several processes, by TCP, whose bits don't depend on how many there are.
module dev.kern.exchange {
  requires static org.jspecify;

  exports dev.kern.exchange;
}
