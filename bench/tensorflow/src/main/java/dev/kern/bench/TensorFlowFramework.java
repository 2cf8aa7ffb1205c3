package dev.kern.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// TensorFlow Java: a graph and a session.
final class TensorFlowFramework implements Framework {
  private final ConfigProto settings;

  private TensorFlowFramework(int threads) {
    settings =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(1)
            .build();
  }

  /// Serves TensorFlow.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, TensorFlowFramework::new);
  }

  @Override
  public String title() {
    return "TensorFlow Java 1.1.0";
  }

  @Override
  public Optional<Step> prepare(Job job) {
    return job.topology().map(topology -> new OfNetwork(topology, job, settings));
  }

  /// A training step or an application.
  private static final class OfNetwork implements Step {
    private final Graph graph = new Graph();
    private final Session session;
    private final TensorFlowNetwork network;
    private final boolean trains;
    private final TFloat32 images;
    private final TFloat32 labels;

    OfNetwork(Topology topology, Job job, ConfigProto settings) {
      network = TensorFlowNetwork.of(graph, topology);
      session = new Session(graph, settings);
      trains = job.kind() == Job.Kind.TRAINING;
      network.initialize(session);
      Random random = new Random(1);
      int side = Topology.SIDE;
      images =
          TFloat32.tensorOf(
              Shape.of(job.batch(), side, side, 1),
              tensor -> tensor.scalars().forEach(p -> p.setFloat(random.nextFloat() - 0.5f)));
      float[][] truth = new float[job.batch()][Topology.CLASSES];
      for (int n = 0; n < truth.length; n++) {
        truth[n][n % Topology.CLASSES] = 1;
      }
      labels = TFloat32.tensorOf(StdArrays.ndCopyOf(truth));
    }

    @Override
    public void run() {
      Session.Runner runner = session.runner().feed(network.images(), images);
      if (trains) {
        runner.feed(network.labels(), labels).addTarget(network.step());
      } else {
        runner.fetch(network.logits());
      }
      try (Result _ = runner.run()) {
        // Computed is enough: nothing is read.
      }
    }

    @Override
    public void close() {
      images.close();
      labels.close();
      session.close();
      graph.close();
    }
  }
}
