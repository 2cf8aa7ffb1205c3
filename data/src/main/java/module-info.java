/// Data sets, file formats and batches.
module dev.kern.data {
  requires static org.jspecify;
}
