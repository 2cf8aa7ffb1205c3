package dev.kern.train;

import dev.kern.exchange.SumTree;
import dev.kern.exchange.TreeSum;
import dev.kern.graph.Node;
import dev.kern.graph.ScheduledRate;
import dev.kern.math.Randomness;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.List;

/// A step on a batch that is cut into groups: each group's gradients are computed by themselves,
/// added in the order of a [SumTree], and the variables move once along their mean.
///
/// What a group gives is one array, laid out as the variables: gradients in the places of what is
/// trained, means and variances of batch normalisation in the places of their averages; behind them
/// its loss, and how many of its images were classified correctly.
///
/// Nothing depends on who computes a group: dropout is drawn from the seed, the step and the number
/// of the group.
final class GroupedStep implements StepComputation {
  private static final int MORE = 2; // loss, and images that are correct

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
  private final SumTree.Node share;
  private final TreeSum sums;
  private final float[] mean;
  private final float[] ownRate = new float[1];
  private float[] rate = ownRate;

  GroupedStep(RunContext context, StepInput batch) {
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
    Variables variables = session.variables();
    this.places = graph.names().stream().mapToInt(variables::at).toArray();
    this.lossAt = variables.values().length;
    SumTree tree = new SumTree(context.training().groups());
    this.share = tree.share(0, 1);
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
    System.arraycopy(sums.array(), 0, mean, 0, mean.length);
    float part = 1f / batch.groups();
    for (int i = 0; i <= lossAt; i++) {
      mean[i] *= part;
    }
    move();
    return mean[lossAt];
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
    array[at + lossAt + 1] = batch.correct(group);
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
    return batch.areClasses() ? (int) mean[lossAt + 1] : -1;
  }

  @Override
  public double accuracy() {
    return batch.areClasses()
        ? (double) correct() / batch.count()
        : batch.accuracy(share.from(), share.to());
  }
}
