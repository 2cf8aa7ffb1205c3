package dev.kern.kernel;

import dev.kern.math.Pooling;
import java.util.Optional;

/// The loops on the Vector API: window loops and products as kernels specialised at run time, all
/// else as plain loops over vectors.
final class VectorLoops implements Loops {
  private static final VectorLoops EXACT = of(Machine.of(VectorMath.LANES));
  private static final VectorLoops PREFERRED = EXACT.fast();

  private final boolean fast;
  private final Specialiser specialiser;

  private VectorLoops(boolean fast, Specialiser specialiser) {
    this.fast = fast;
    this.specialiser = specialiser;
  }

  /// Loops with vectors as wide as this machine prefers, and fast algorithms where they pay.
  static VectorLoops preferred() {
    return PREFERRED;
  }

  /// Loops with vectors as wide as this machine prefers, which compute by the definition.
  static VectorLoops exact() {
    return EXACT;
  }

  /// Loops whose kernels are fitted to another machine, which compute by the definition.
  static VectorLoops of(Machine machine) {
    return new VectorLoops(false, new Specialiser(machine));
  }

  /// These loops with fast algorithms where they pay.
  VectorLoops fast() {
    return new VectorLoops(true, specialiser);
  }

  /// These loops without fast algorithms.
  private VectorLoops byDefinition() {
    return new VectorLoops(false, specialiser);
  }

  private Optional<Winograd> winograd(Geometry g) {
    return fast ? Winograd.of(g, specialiser.machine()) : Optional.empty();
  }

  /// The kernels made so far.
  Specialiser specialiser() {
    return specialiser;
  }

  @Override
  public String describe() {
    return "vector, %d lanes%s".formatted(specialiser.machine().lanes(), fast ? "" : ", exact");
  }

  @Override
  public Convolution convolution(Geometry geometry, Epilogue epilogue) {
    Epilogue checked = epilogue.checkedFor(geometry);
    if (isGrouped(geometry)) {
      return new GroupedConvolution(
          geometry,
          new Grouping(geometry),
          checked,
          byDefinition().convolution(geometry.ofGroup(), checked));
    }
    if (geometry.outChannels() == 1) {
      return SingleFilterConvolution.of(geometry, checked);
    }
    Optional<Winograd> form = winograd(geometry);
    if (form.isPresent()) {
      return WinogradConvolution.of(form.get(), geometry, false, checked, specialiser);
    }
    return geometry.outChannels() < specialiser.machine().lanes()
        ? NarrowConvolution.of(geometry, checked, specialiser)
        : VectorConvolution.of(geometry, checked, specialiser);
  }

  /// Whether a convolution is computed group by group. Channels with a filter each fill vectors
  /// together.
  private boolean isGrouped(Geometry g) {
    return g.groups() > 1 && !(g.isDepthwise() && g.inChannels() >= specialiser.machine().lanes());
  }

  @Override
  public InputGradient inputGradient(Geometry geometry) {
    if (isGrouped(geometry)) {
      return new GroupedInputGradient(
          geometry, new Grouping(geometry), byDefinition().inputGradient(geometry.ofGroup()));
    }
    if (geometry.inChannels() == 1) {
      return new SingleChannelGradient(geometry);
    }
    Optional<Winograd> form = winograd(geometry);
    if (form.isPresent()) {
      return WinogradInputGradient.of(form.get(), geometry, specialiser);
    }
    return geometry.inChannels() < specialiser.machine().lanes()
        ? NarrowInputGradient.of(geometry, specialiser)
        : VectorInputGradient.of(geometry, specialiser);
  }

  @Override
  public FilterGradient filterGradient(Geometry geometry) {
    if (isGrouped(geometry)) {
      return new GroupedFilterGradient(
          geometry, new Grouping(geometry), byDefinition().filterGradient(geometry.ofGroup()));
    }
    if (geometry.outChannels() == 1) {
      return new SingleFilterGradient(geometry);
    }
    Optional<Winograd> form = winograd(geometry);
    if (form.isPresent()) {
      return WinogradFilterGradient.of(form.get(), geometry, specialiser);
    }
    return geometry.outChannels() < specialiser.machine().lanes()
        ? NarrowFilterGradient.of(geometry, specialiser)
        : VectorFilterGradient.of(geometry, specialiser);
  }

  @Override
  public Unpool unpool(int height, int width, int channels, Pooling pooling) {
    return new VectorUnpool(height, width, channels, pooling);
  }

  @Override
  public Product product(
      int rows, int inner, int columns, Transpose transpose, Epilogue epilogue, Portions portions) {
    Epilogue checked = epilogue.checkedForProduct();
    if (PackedProduct.suits(rows, inner, columns, specialiser.machine())) {
      return PackedProduct.of(rows, inner, columns, transpose, checked, specialiser);
    }
    if (transpose == Transpose.RIGHT) {
      return TransposedProduct.of(rows, inner, columns, checked, portions, specialiser);
    }
    boolean left = transpose == Transpose.LEFT;
    if (columns == 1) {
      return new SingleColumnProduct(rows, inner, left, checked);
    }
    return columns < specialiser.machine().lanes()
        ? NarrowProduct.of(rows, inner, columns, left, checked, portions, specialiser)
        : VectorProduct.of(rows, inner, columns, left, checked, portions, specialiser);
  }

  @Override
  public Pool maxPool(Geometry geometry) {
    return new VectorPool(geometry, Pooling.MAX);
  }

  @Override
  public PoolGradient maxPoolGradient(Geometry geometry) {
    return new VectorPool(geometry, Pooling.MAX);
  }

  @Override
  public Pool averagePool(Geometry geometry) {
    return new VectorPool(geometry, Pooling.AVERAGE);
  }

  @Override
  public PoolGradient averagePoolGradient(Geometry geometry) {
    return new VectorPool(geometry, Pooling.AVERAGE);
  }

  @Override
  public Elementwise elementwise() {
    return VectorElementwise.LOOPS;
  }

  @Override
  public Rows rows() {
    return VectorRows.LOOPS;
  }

  @Override
  public Updates updates() {
    return VectorUpdates.LOOPS;
  }

  @Override
  public void warm(long limitMillis) {
    specialiser.warm(limitMillis);
  }
}
