package dev.kern.train;

import dev.kern.exchange.Exchange;
import dev.kern.exchange.SumTree;
import dev.kern.exchange.TreeSum;
import dev.kern.graph.Node;
import dev.kern.graph.ScheduledRate;
import dev.kern.math.Randomness;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step on a batch that is cut into groups: each group's gradients are computed by themselves,
/// added in the order of a [SumTree], and the variables move once along their mean.
///
/// What a group gives is one array: the gradients of what is trained, the means and variances of
/// batch normalisation, its loss, and how many of its images were classified correctly. Where
/// several processes share the groups, an [Exchange] adds up their sums, and tells each what
/// another was asked for.
///
/// Nothing depends on who computes a group: dropout is drawn from the seed, the step and the number
/// of the group.
final class GroupedStep implements StepComputation {
  // What is behind the loss.
  private static final int CORRECT = 1;

  private static final int INTERRUPT = 2;
  private static final int END = 3;
  private static final int MORE = 4;

  private final GroupGraph graph;
  private final Session session;
  private final StepInput batch;
  private final ScheduledRate schedule;
  private final long seed;
  private final Plan gradientPlan;
  private final Plan updatePlan;
  private final List<Node> given; // of each group, in the order of the places
  private final List<Node> taken; // the placeholders of the move, likewise
  private final int[] places;
  private final int lossAt;
  private final Node images;
  private final Node labels;
  private final SumTree tree;
  private final SumTree.Node share;
  private final TreeSum sums;
  private final float[] mean;
  private final float[] ownRate = new float[1];
  private float[] rate = ownRate;

  private float interrupt;
  private float end;
  private @Nullable Exchange exchange;

  /// @param share the groups that this process computes
  GroupedStep(RunContext context, StepInput batch, SumTree tree, SumTree.Node share) {
    this.graph = context.groups().orElseThrow();
    this.session = context.session();
    this.batch = batch;
    this.schedule = context.schedule();
    this.seed = context.training().seed();
    this.gradientPlan = session.plan(graph.fetches());
    this.updatePlan = session.plan(graph.moving().step());
    this.given = graph.given();
    this.taken = graph.taken();
    this.images = batch.images(graph.backward().loss().graph());
    this.labels = batch.labels(graph.backward().loss().graph());
    this.places = new int[given.size()];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = at;
      at += given.get(i).shape().size();
    }
    this.lossAt = at;
    this.tree = tree;
    this.share = share;
    this.sums = new TreeSum(tree, share, lossAt + MORE);
    this.mean = new float[lossAt + MORE];
  }

  @Override
  public float run() {
    sums.begin();
    try {
      for (int group = share.from(); group < share.to(); group++) {
        session.seed(seed(seed, group));
        compute(group);
        sums.add();
      }
    } finally {
      session.seed(seed);
    }
    Exchange others = exchange;
    if (others == null) {
      System.arraycopy(sums.array(), 0, mean, 0, mean.length);
    } else {
      others.sum(sums.array(), mean);
    }
    float part = 1f / batch.groups();
    for (int i = 0; i <= lossAt; i++) {
      mean[i] *= part;
    }
    move();
    return mean[lossAt];
  }

  /// Waits for the other ranks, and shares the steps from now on with them.
  ///
  /// Fails with `ExchangeException` if one doesn't come, or on other terms.
  Exchange join(Ranks ranks, String terms) {
    exchange =
        ranks
            .meeting()
            .join(ranks.rank(), ranks.addresses(), terms, tree, mean.length, ranks.timeout());
    return exchange;
  }

  /// Tells the other ranks with the next step what this one was asked for.
  void ask(boolean toInterrupt, boolean toEnd) {
    interrupt = toInterrupt ? 1 : 0;
    end = toEnd ? 1 : 0;
  }

  /// Whether a rank was asked to interrupt the run before the last step.
  boolean interrupts() {
    return mean[lossAt + INTERRUPT] > 0;
  }

  /// Whether a rank was asked to end the run before the last step.
  boolean ends() {
    return mean[lossAt + END] > 0;
  }

  /// The seed of what is random in a group, such as dropout.
  static long seed(long seed, int group) {
    return group == 0 ? seed : Randomness.mix(seed + group);
  }

  private void compute(int group) {
    batch.feed(gradientPlan, images, labels, group);
    gradientPlan.run();
    float[] array = sums.array();
    int at = sums.at();
    for (int i = 0; i < places.length; i++) {
      gradientPlan.fetch(given.get(i), array, at + places[i]);
    }
    batch.take(gradientPlan, graph.logits(), group);
    array[at + lossAt] = gradientPlan.scalar(graph.backward().loss());
    array[at + lossAt + CORRECT] = batch.correct(group);
    array[at + lossAt + INTERRUPT] = interrupt;
    array[at + lossAt + END] = end;
  }

  private void move() {
    for (int i = 0; i < places.length; i++) {
      updatePlan.feed(taken.get(i), mean, places[i]);
    }
    ownRate[0] = (float) schedule.at(session.step());
    updatePlan.feed(graph.moving().rate(), rate);
    updatePlan.run();
  }

  @Override
  public void rate(float[] source) {
    rate = source;
  }

  @Override
  public int correct() {
    return batch.areClasses() ? (int) mean[lossAt + CORRECT] : -1;
  }

  @Override
  public double accuracy() {
    return batch.areClasses()
        ? (double) correct() / batch.count()
        : batch.accuracy(share.from(), share.to());
  }
}
