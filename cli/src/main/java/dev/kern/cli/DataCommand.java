package dev.kern.cli;

import picocli.CommandLine.Command;

/// `kern data`: commands about data sets.
@Command(
    name = "data",
    description = "Inspect, check, convert, label, download and render data sets.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataInfoCommand.class,
      DataSampleCommand.class,
      DataCheckCommand.class,
      DataConvertCommand.class,
      DataLabelCommand.class,
      DataFetchCommand.class,
      DataRenderCommand.class
    })
final class DataCommand {}
