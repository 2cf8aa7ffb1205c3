package dev.kern.cli;

import dev.kern.cli.option.ModelSource;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.layer.Summary;
import dev.kern.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern summary`: the layers of a network and their cost.
@Command(
    name = "summary",
    description = "Show a network's layers: shapes, parameters, multiply-adds per image.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NETWORK|RUN|MODEL",
      description = "strided, maxpool, lenet, a file or a run folder")
  private String network = "";

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizingOption.Converter.class,
      description =
          "the size of the images, for a network by name or an ONNX file that leaves it open")
  private @Nullable ImageTarget size;

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  /// A layer as `--json` prints it.
  record LayerCost(
      String name, String settings, List<Integer> shape, long parameters, long multiplyAdds) {}

  /// What `--json` prints.
  record Summarized(
      String network,
      ImageShape image,
      List<LayerCost> layers,
      long parameters,
      long multiplyAdds) {}

  @Override
  public Integer call() {
    Model model = new ModelSource(network).model(onnx.options(Optional.ofNullable(size)));
    ImageShape image = model.image();
    Summary summary = model.network().summary(image.height(), image.width(), image.channels());
    if (output.json()) {
      output.line(report(summary, image));
    } else {
      output.out().print(summary.text(Output.columns()));
      output.out().flush();
    }
    return 0;
  }

  private static Summarized report(Summary summary, ImageShape image) {
    List<LayerCost> layers =
        summary.rows().stream()
            .map(
                row ->
                    new LayerCost(
                        row.name(),
                        row.settings(),
                        IntStream.of(row.shape().toArray()).boxed().toList(),
                        row.parameters(),
                        row.multiplyAdds()))
            .toList();
    return new Summarized(
        summary.network(), image, layers, summary.parameters(), summary.multiplyAdds());
  }
}
