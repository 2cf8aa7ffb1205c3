package dev.kern.model;

import dev.kern.data.Normalization;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.layer.Branch;
import dev.kern.layer.Dense;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Several trained networks as one, which gives the mean of their logits.
///
/// It is a network like any other, whose members are the branches of a sum: it can be evaluated,
/// asked, served, written to a file, and exported to ONNX. The weights of each member's last layer
/// are divided by the number of members, so that the sum is a mean.
public final class Ensemble {
  private static final String NAME = "ensemble";

  private Ensemble() {}

  /// The ensemble of some models; of a single one that model.
  ///
  /// Fails with `DataException` if they don't take the same images, scaled alike, to the same
  /// classes or values, or one doesn't end in a dense layer.
  ///
  /// @param members one or more
  public static TrainedModel of(List<TrainedModel> members) {
    TrainedModel first = members.getFirst();
    if (members.size() == 1) {
      return first;
    }
    List<Branch> branches = new ArrayList<>();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (TrainedModel member : members) {
      expectFits(first.model(), member.model());
      branches.add(new Branch(member.model().network().layers()));
      String place = "add1/branch" + branches.size() + "/";
      member
          .withOutputsDivided(members.size())
          .forEach((name, tensor) -> weights.put(place + name, tensor));
    }
    Layer sum = Layer.add(branches.toArray(Branch[]::new));
    Network network = new Network(NAME, List.of(sum));
    return new TrainedModel(first.model().withNetwork(network), weights);
  }

  private static void expectFits(Model first, Model member) {
    boolean dense = member.network().layers().getLast() instanceof Dense;
    boolean alike =
        member.image().equals(first.image())
            && member.targets().equals(first.targets())
            && member.normalization().equals(first.normalization());
    if (!dense || !alike) {
      throw Problem.at(NAME, alike ? "a member doesn't end in a dense layer" : "the members differ")
          .given(words(member))
          .expected(
              alike
                  ? "a network whose last layer is dense(%d)".formatted(first.targets().width())
                  : words(first))
          .fix("leave it out, or train it on the same data");
    }
  }

  private static String words(Model model) {
    String scaling = model.normalization().map(Normalization::toString).orElse("an unknown range");
    return "%s; scaled to %s".formatted(model, scaling);
  }
}
