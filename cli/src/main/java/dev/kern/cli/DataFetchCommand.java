package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.cli.terminal.TerminalWidth;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.fetch.Fetch;
import dev.kern.data.fetch.Publication;
import dev.kern.data.file.ShellWord;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern data fetch`: downloads a published data set.
@Command(
    name = "fetch",
    description = {
      "Download a published data set and verify it (notmnist by its size alone, the others by"
          + " checksums). Resumes an interrupted download.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataFetchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "notmnist, mnist, fashion-mnist or cifar-10")
  private String name = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "folder for the files (default: datasets/NAME)")
  private @Nullable Path out;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description =
          "download from this mirror instead of the publisher; the files must be the same")
  private @Nullable String from;

  @Mixin private final Output output = new Output();

  /// The JSON output.
  record Arrived(String data, String format, int images, Map<String, String> unchecked) {}

  @Override
  public Integer call() {
    Publication known = Publication.named(name);
    Publication publication = from == null ? known : known.from(web(from));
    Path folder = out == null ? Path.of("datasets", name) : out;
    boolean shows = output.talks() && Output.isTerminal();
    if (output.talks()) {
      output.out().println(name + ": " + publication.terms());
      output.out().println("From " + publication.place());
    }
    Fetch fetch =
        new Fetch(
            new Fetch.DownloadProgress() {
              @Override
              public void at(String file, long bytes, long of) {
                show(shows, file, bytes, of);
              }

              @Override
              public void waits(Path folder) {
                if (output.talks()) {
                  output.err().println("note: waiting for another fetch into " + folder);
                }
              }
            });
    Fetch.Fetched fetched = fetch.fetch(publication, folder);
    int count =
        Arrays.stream(SplitName.values())
            .flatMap(splitName -> fetched.data().split(splitName).stream())
            .mapToInt(Split::count)
            .sum();
    if (output.json()) {
      output.line(
          new Arrived(
              fetched.path().toString(),
              fetched.data().provenance().format(),
              count,
              fetched.unchecked()));
    } else if (output.talks()) {
      PrintWriter out = output.out();
      fetched
          .unchecked()
          .forEach(
              (file, sum) ->
                  out.printf(
                      "note: the publisher gives no checksum for %s, so only the size was checked;"
                          + " the downloaded file has the SHA-256 checksum %s%n",
                      file, sum));
      fetched.data().shapeLines().forEach(out::println);
      out.println("Saved to " + fetched.path());
      out.println("  kern train --data " + ShellWord.of(fetched.path()));
    }
    return 0;
  }

  private static URI web(String address) {
    try {
      URI web = new URI(address);
      String scheme = String.valueOf(web.getScheme()).toLowerCase(Locale.ROOT);
      if (web.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return web;
      }
    } catch (URISyntaxException _) {
      // no web address either
    }
    String withoutPassword = address.replaceFirst("^([^@]*?://)?.*@", "$1…@");
    throw new IllegalArgumentException(
        """
        kern data fetch: a mirror needs a web address
          given     --from %s
          fix       --from https://…/\
        """
            .formatted(withoutPassword));
  }

  private void show(boolean shows, String file, long bytes, long of) {
    if (shows) {
      String line =
          String.format(Locale.ROOT, "%s  %.1f of %.1f MB", file, bytes * 1e-6, of * 1e-6);
      if (bytes < of) {
        output.err().show(TerminalWidth.cut(line));
      } else {
        output.err().wipe();
      }
    }
  }
}
