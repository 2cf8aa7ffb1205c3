package dev.kern.compile;

import dev.kern.graph.Node;

/// Lowers class labels and the losses that compare them with logits, over blocks of samples.
final class LowerLosses {
  private final Lowering to;

  LowerLosses(Lowering to) {
    this.to = to;
  }

  void oneHot(Node y, int classes) {
    Buffer x = to.value(y.input(0));
    Buffer out = to.result(y);
    to.task(y, "one_hot", Lowering.samples(y.shape()))
        .reads(x)
        .writes(out)
        .does(
            (block, from, end, s, at) -> {
              to.loops
                  .elementwise()
                  .fill((end - from) * classes, 0, out.array(), out.at() + from * classes);
              for (int n = from; n < end; n++) {
                int label = (int) x.array()[x.at() + n];
                if (label >= 0 && label < classes) {
                  out.array()[out.at() + n * classes + label] = 1;
                }
              }
            });
  }

  void crossEntropy(Node y) {
    int c = y.input(0).shape().last();
    Buffer x = to.value(y.input(0));
    Buffer labels = to.value(y.input(1));
    Buffer out = to.result(y);
    to.task(y, y.op().symbol(), Lowering.samples(y.shape()))
        .reads(x)
        .reads(labels)
        .writes(out)
        .does(
            (b, from, end, s, at) ->
                to.loops
                    .rows()
                    .crossEntropy(
                        end - from,
                        c,
                        x.array(),
                        x.at() + from * c,
                        labels.array(),
                        labels.at() + from * c,
                        out.array(),
                        out.at() + from));
  }

  void crossEntropyGradient(Node y) {
    int c = y.shape().last();
    Buffer x = to.value(y.input(0));
    Buffer labels = to.value(y.input(1));
    Buffer dy = to.value(y.input(2));
    Buffer out = to.result(y);
    to.task(y, y.op().symbol(), Lowering.samples(y.shape()))
        .reads(x)
        .reads(labels)
        .reads(dy)
        .writes(out)
        .does(
            (b, from, end, s, at) ->
                to.loops
                    .rows()
                    .crossEntropyGradient(
                        end - from,
                        c,
                        x.array(),
                        x.at() + from * c,
                        labels.array(),
                        labels.at() + from * c,
                        dy.array(),
                        dy.at() + from,
                        out.array(),
                        out.at() + from * c));
  }
}
