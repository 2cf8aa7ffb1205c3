package dev.kern.architecture;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Well-known networks for photographs, by the names that torchvision has for them.
///
/// ```java
/// Network network = Architecture.RESNET18.network(new ImageShape(224, 224, 3), 5);
/// ```
///
/// They take the weights that torchvision and timm publish for them: see
/// [dev.kern.weights.WeightImport].
public enum Architecture {
  /// Residual blocks of two convolutions. Source: He et al. 2015.
  RESNET18("resnet18", new ResNet(false, List.of(2, 2, 2, 2))),
  /// The same with twice as many.
  RESNET34("resnet34", new ResNet(false, List.of(3, 4, 6, 3))),
  /// The same with bottlenecks of three convolutions.
  RESNET50("resnet50", new ResNet(true, List.of(3, 4, 6, 3))),
  /// Depthwise convolutions, for small machines. Source: Sandler et al. 2018.
  MOBILENET_V2("mobilenet_v2", MobileNet.v2()),
  /// The same with gates. Source: Howard et al. 2019.
  MOBILENET_V3_SMALL("mobilenet_v3_small", MobileNet.v3Small()),
  /// The same, larger.
  MOBILENET_V3_LARGE("mobilenet_v3_large", MobileNet.v3Large()),
  /// Depthwise convolutions with gates, in proportions found by search. Source: Tan and Le 2019.
  EFFICIENTNET_B0("efficientnet_b0", MobileNet.efficientB0()),
  /// Plain convolutions, eight layers of them. Source: Simonyan and Zisserman 2014.
  VGG11("vgg11", new Vgg(List.of(1, 1, 2, 2, 2))),
  /// The same with thirteen.
  VGG16("vgg16", new Vgg(List.of(2, 2, 3, 3, 3))),
  /// Layers that see all before them. Source: Huang et al. 2016.
  DENSENET121("densenet121", new DenseNet(List.of(6, 12, 24, 16))),
  /// Large depthwise filters and layer normalisation. Source: Liu et al. 2022.
  CONVNEXT_TINY("convnext_tiny", new ConvNext(List.of(96, 192, 384, 768), List.of(3, 3, 9, 3))),
  /// Few weights. Source: Iandola et al. 2016.
  SQUEEZENET1_1("squeezenet1_1", new SqueezeNet());

  /// The size of the images that published weights are for.
  public static final ImageShape USUAL = new ImageShape(224, 224, 3);

  /// How many classes published weights tell apart.
  public static final int CLASSES = 1000;

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // blueprints are records of numbers and fixed lists
  private final Blueprint blueprint;

  Architecture(String key, Blueprint blueprint) {
    this.key = key;
    this.blueprint = blueprint;
  }

  /// The network for images of this size and so many classes.
  public Network network(ImageShape image, int classes) {
    return network(image, classes, Naming.TORCHVISION);
  }

  /// The network with the settings that weights under these names were trained with, which differ
  /// in details.
  public Network network(ImageShape image, int classes, Naming naming) {
    List<Layer> layers = blueprint.layers(image, classes, naming);
    return new Network(key, layers);
  }

  /// What the modules with weights are called, in the order in which the network's layers have
  /// them.
  public List<String> modules(Naming naming) {
    return List.copyOf(blueprint.modules(naming));
  }

  /// The name on the command line, such as `resnet18`.
  public String key() {
    return key;
  }

  /// The architecture of this name, if there is one.
  public static Optional<Architecture> named(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /// The names of all.
  public static List<String> keys() {
    return Arrays.stream(values()).map(Architecture::key).toList();
  }
}
