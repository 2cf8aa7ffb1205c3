package dev.kern.bench;

import java.io.IOException;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/// Deeplearning4j: a multi-layer network, fitted batch by batch.
final class Deeplearning4jFramework implements Framework {
  private Deeplearning4jFramework(int threads) {
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
  }

  /// Serves Deeplearning4j.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, Deeplearning4jFramework::new);
  }

  @Override
  public String title() {
    return "Deeplearning4j 1.0.0-M2.1";
  }

  @Override
  public Optional<Step> prepare(Job job) {
    return job.topology().map(topology -> step(topology, job));
  }

  private static Step step(Topology topology, Job job) {
    MultiLayerNetwork network = network(topology);
    int side = Topology.SIDE;
    INDArray images = Nd4j.randn(job.batch(), 1, side, side).muli(0.3);
    if (job.kind() == Job.Kind.INFERENCE) {
      return () -> network.output(images, false);
    }
    INDArray labels = Nd4j.zeros(job.batch(), Topology.CLASSES);
    for (int n = 0; n < job.batch(); n++) {
      labels.putScalar(n, n % Topology.CLASSES, 1);
    }
    return () -> network.fit(images, labels);
  }

  private static MultiLayerNetwork network(Topology t) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(Topology.RATE))
            .weightInit(WeightInit.XAVIER)
            .list();
    for (int k = 0; k < 2; k++) {
      layers.layer(convolution(t));
      switch (t.pool()) {
        case NONE -> {}
        case MAX -> layers.layer(pooling(PoolingType.MAX));
        case AVERAGE -> layers.layer(pooling(PoolingType.AVG));
      }
    }
    for (int k = 0; k < t.hidden(); k++) {
      DenseLayer.Builder dense = new DenseLayer.Builder();
      // Here dropout belongs to the layer that reads, and its number says what is kept.
      dense.dropOut(k > 0 && t.drop() > 0 ? 1 - t.drop() : 0);
      layers.layer(dense.nOut(Topology.UNITS).activation(Activation.RELU).build());
    }
    OutputLayer.Builder readout = new OutputLayer.Builder(LossFunction.MCXENT);
    readout.dropOut(t.drop() > 0 ? 1 - t.drop() : 0);
    layers.layer(readout.nOut(Topology.CLASSES).activation(Activation.SOFTMAX).build());
    layers.setInputType(InputType.convolutional(Topology.SIDE, Topology.SIDE, 1));
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(Topology t) {
    return new ConvolutionLayer.Builder(Topology.FILTER, Topology.FILTER)
        .stride(t.stride(), t.stride())
        .nOut(t.filters())
        .convolutionMode(t.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
        .activation(Activation.RELU)
        .build();
  }

  private static SubsamplingLayer pooling(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }
}
