package dev.kern.cli;

import picocli.CommandLine.Command;

/// `kern data`: what data sets hold.
@Command(
    name = "data",
    description =
        "Shows what a data set holds and what is wrong with it; converts, fetches and renders.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataInfoCommand.class,
      DataSampleCommand.class,
      DataCheckCommand.class,
      DataConvertCommand.class,
      DataFetchCommand.class,
      DataRenderCommand.class
    })
final class DataCommand {}
