package dev.kern.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Optional;

/// DJL on its engine PyTorch: a trainer with a gradient collector, without listeners or metrics,
/// which is its fastest way.
final class DjlFramework implements Framework {
  private static final Shape TWO = new Shape(2, 2);

  private DjlFramework(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  /// Serves DJL.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, DjlFramework::new);
  }

  @Override
  public String title() {
    return "DJL 0.36.0, PyTorch 2.7.1";
  }

  @Override
  public Optional<Step> prepare(Job job) {
    return job.topology().map(topology -> new OfNetwork(topology, job));
  }

  private static Block network(Topology t) {
    SequentialBlock network = new SequentialBlock();
    for (int k = 0; k < 2; k++) {
      network.add(convolution(t)).add(Activation::relu);
      switch (t.pool()) {
        case NONE -> {}
        case MAX -> network.add(Pool.maxPool2dBlock(TWO, TWO));
        case AVERAGE -> network.add(Pool.avgPool2dBlock(TWO, TWO));
      }
    }
    network.add(Blocks.batchFlattenBlock());
    for (int k = 0; k < t.hidden(); k++) {
      network.add(Linear.builder().setUnits(Topology.UNITS).build()).add(Activation::relu);
      if (t.drop() > 0) {
        network.add(Dropout.builder().optRate((float) t.drop()).build());
      }
    }
    return network.add(Linear.builder().setUnits(Topology.CLASSES).build());
  }

  private static Conv2d convolution(Topology t) {
    return Conv2d.builder()
        .setKernelShape(new Shape(Topology.FILTER, Topology.FILTER))
        .setFilters(t.filters())
        .optStride(new Shape(t.stride(), t.stride()))
        .optPadding(new Shape(t.padding(), t.padding()))
        .build();
  }

  /// A training step or an application.
  private static final class OfNetwork implements Step {
    private final Model model;
    private final Trainer trainer;
    private final boolean trains;
    private final NDList images;
    private final NDList labels;

    OfNetwork(Topology topology, Job job) {
      trains = job.kind() == Job.Kind.TRAINING;
      model = Model.newInstance("peer", Device.cpu(), "PyTorch");
      model.setBlock(network(topology));
      DefaultTrainingConfig settings =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optDevices(new Device[] {Device.cpu()})
              .optInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT)
              .optOptimizer(
                  Optimizer.sgd()
                      .setLearningRateTracker(Tracker.fixed((float) Topology.RATE))
                      .build());
      trainer = model.newTrainer(settings);
      Shape shape = new Shape(job.batch(), 1, Topology.SIDE, Topology.SIDE);
      trainer.initialize(shape);
      NDManager manager = trainer.getManager();
      images = new NDList(manager.randomNormal(shape).mul(0.3));
      float[] truth = new float[job.batch()];
      for (int n = 0; n < truth.length; n++) {
        truth[n] = n % Topology.CLASSES;
      }
      labels = new NDList(manager.create(truth));
    }

    @Override
    public void run() {
      try (NDManager step = trainer.getManager().newSubManager()) {
        if (trains) {
          train(step);
        } else {
          trainer.evaluate(images).attach(step);
        }
      }
    }

    private void train(NDManager step) {
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(images);
        logits.attach(step);
        NDArray loss = trainer.getLoss().evaluate(labels, logits);
        loss.attach(step);
        collector.backward(loss);
      }
      trainer.step();
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }
}
