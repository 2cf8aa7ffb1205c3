package dev.kern.cli;

import dev.kern.watch.LivePage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kern runs`: lists, compares, watches, reports on and removes runs.
@Command(
    name = "runs",
    description = "List, compare, watch and remove runs, and report on them.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      RunsListCommand.class,
      RunsCompareCommand.class,
      RunsReportCommand.class,
      RunsCleanCommand.class
    })
final class RunsCommand implements Callable<Integer> {
  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "runs",
      paramLabel = "FOLDER",
      description = "show past and running runs on a live page until Ctrl-C (default: runs)")
  private @Nullable Path watch;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "the port of that page (default: 7411, or a free one if that is in use)")
  private @Nullable String port;

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    if (watch == null) {
      throw new ParameterException(
          command.commandLine(),
          port == null ? "Missing required subcommand" : "--port is the port of --watch");
    }
    LivePage.Builder builder = LivePage.builder(watch).pastRuns().trial(new RunTrial());
    if (port != null) {
      builder.port(WatchOption.port("--port", port));
    }
    PrintWriter out = command.commandLine().getOut();
    try (LivePage page = builder.start()) {
      out.println("Live page: " + page.address());
      out.flush();
      page.serve();
    }
    return 0;
  }
}
