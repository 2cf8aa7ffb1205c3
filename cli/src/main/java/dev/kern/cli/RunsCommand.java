package dev.kern.cli;

import picocli.CommandLine.Command;

/// `kern runs`: what past runs have left behind.
@Command(
    name = "runs",
    description = "Shows what past runs have left behind.",
    mixinStandardHelpOptions = true,
    subcommands = {RunsListCommand.class, RunsCompareCommand.class, RunsReportCommand.class})
final class RunsCommand {}
