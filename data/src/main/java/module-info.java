/// Data sets, file formats and batches.
@SuppressWarnings("module") // those that JSON is exported to are compiled later
module dev.kern.data {
  requires dev.kern.jpeg;
  requires transitive java.desktop; // BufferedImage
  requires java.net.http; // published data sets
  requires static org.jspecify;
  requires tools.jackson.core;

  exports dev.kern.data;
  exports dev.kern.data.augment;
  exports dev.kern.data.check;
  exports dev.kern.data.convert;
  exports dev.kern.data.fetch;
  exports dev.kern.data.file;
  exports dev.kern.data.format;
  exports dev.kern.data.hdf5 to
      dev.kern.onnx;
  exports dev.kern.data.image;
  exports dev.kern.data.pickle;
  exports dev.kern.data.shard;
  exports dev.kern.extension;
  exports dev.kern.json to
      dev.kern.cli,
      dev.kern.model,
      dev.kern.onnx,
      dev.kern.serve,
      dev.kern.train,
      dev.kern.watch;

  uses dev.kern.data.NamedDataset;
  uses dev.kern.extension.Extension;
}
