/// Optimisers, the training loop and run folders.
module dev.kern.train {
  requires transitive dev.kern.exchange;
  requires transitive dev.kern.model;
  requires org.snakeyaml.engine;
  requires static org.jspecify;

  exports dev.kern.measure;
  exports dev.kern.optimize;
  exports dev.kern.train;
  exports dev.kern.train.event;
  exports dev.kern.train.file;
  exports dev.kern.train.known;
  exports dev.kern.train.notebook;
  exports dev.kern.train.photo;
  exports dev.kern.train.recipe;
  exports dev.kern.train.sweep;

  // Settings and file headers are read into private fields and package-private records.
  opens dev.kern.train to
      dev.kern.data;
  opens dev.kern.train.file to
      dev.kern.data;
  opens dev.kern.train.json to
      dev.kern.data;
  opens dev.kern.train.state to
      dev.kern.data;
}
