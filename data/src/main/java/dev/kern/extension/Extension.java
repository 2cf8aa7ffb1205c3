package dev.kern.extension;

/// What a jar adds to Kern, so that files and the command line may name it: layers, losses,
/// metrics, update rules, schedules, initialisers, augmentations.
///
/// ```java
/// public final class Mine implements Extension {
///   @Override
///   public void register() {
///     CustomLayers.register(new Twice(1));
///     Augmentation.register(new Salt(0.1));
///   }
/// }
/// ```
///
/// It is found as a service ([java.util.ServiceLoader]): a public class with a public constructor
/// without parameters, named in `META-INF/services/dev.kern.extension.Extension` or by `provides`
/// in a module declaration. The commands look in the jars on `KERN_CLASSPATH`.
public interface Extension {
  /// Registers all of it. Called before Kern looks up the first name that isn't its own.
  void register();
}
