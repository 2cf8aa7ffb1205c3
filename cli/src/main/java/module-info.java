/// The commands of `./kern`.
module dev.kern.cli {
  requires dev.kern.glyphs;
  requires dev.kern.onnx;
  requires dev.kern.report;
  requires dev.kern.serve;
  requires dev.kern.train;
  requires dev.kern.watch;
  requires info.picocli;
  requires static org.jspecify;

  opens dev.kern.cli to
      dev.kern.data, // JSON of results
      info.picocli;
  opens dev.kern.cli.option to
      info.picocli;
  opens dev.kern.cli.terminal to
      info.picocli;

  provides System.LoggerFinder with
      dev.kern.cli.terminal.StderrLoggerFinder;
}
