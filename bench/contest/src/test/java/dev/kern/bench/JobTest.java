package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JobTest {
  static Stream<Job> jobs() {
    return Stream.of("strided", "cifar_recipe", "a folder/a model.onnx", "operations")
        .map(Job::of)
        .flatMap(List::stream);
  }

  @Test
  void areThoseOfAWord() {
    assertThat(Job.of("lenet"))
        .extracting(Job::toString)
        .containsExactly(
            "training lenet 16",
            "training lenet 128",
            "inference lenet 1",
            "inference lenet 16",
            "inference lenet 128",
            "inference lenet 1000");
    assertThat(Job.of("mobilenet_v2"))
        .extracting(Job::toString)
        .containsExactly(
            "training mobilenet_v2 32",
            "inference mobilenet_v2 1",
            "inference mobilenet_v2 16",
            "inference mobilenet_v2 32");
    assertThat(Job.of("vgg16"))
        .extracting(Job::toString)
        .containsExactly("inference vgg16 1", "inference vgg16 16");
    assertThat(Job.of("training resnet50 4"))
        .containsExactly(new Job(Job.Kind.TRAINING, "resnet50", 4));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void isReadAsItIsWritten(Job job) {
    assertThat(Job.parse(job.toString())).isEqualTo(job);
  }

  @Test
  void knowsWhatConvolutionsAreOf() {
    Job job = Job.parse("convolution 64@32 16");
    assertThat(List.of(job.channels(), job.side(), job.batch())).containsExactly(64, 32, 16);
  }

  @ParameterizedTest
  @CsvSource({"strided, 784", "maxpool, 784", "lenet, 512"})
  void flattensAsTheNotebookDoes(String network, int flat) {
    assertThat(Topology.of(network).orElseThrow().flat()).isEqualTo(flat);
  }

  @Test
  void refusesOtherNetworks() {
    assertThatThrownBy(() -> Job.of("alexnet"))
        .hasMessageStartingWith("there is no network 'alexnet'; fix: strided, maxpool, lenet, ")
        .hasMessageContainingAll("cifar_recipe", "resnet18");
  }

  /// Multiply-adds of a step, which shares of the peak rest on, counted by hand.
  @ParameterizedTest
  @CsvSource({"inference strided 1, 442816", "convolution 64@8 1, 7077888", "product 64 1, 262144"})
  void hasKernCountItsMultiplyAdds(String text, double multiplyAdds) {
    try (KernFramework kern = new KernFramework(1);
        Framework.Step step = kern.prepare(Job.parse(text)).orElseThrow()) {
      step.run();
      assertThat(step.multiplyAdds()).isEqualTo(multiplyAdds);
    }
  }
}
