/// Data sets, file formats and batches.
module dev.kern.data {
  requires java.desktop; // picture files
  requires static org.jspecify;

  exports dev.kern.data;
  exports dev.kern.data.file;
  exports dev.kern.data.glyph;
  exports dev.kern.data.pickle;
}
