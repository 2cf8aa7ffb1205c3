package dev.kern.kernel.library;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Pool;
import dev.kern.kernel.Product;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.Unpool;
import dev.kern.kernel.UpdateKernels;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.convolution.DepthwiseConvolution;
import dev.kern.kernel.convolution.DepthwiseInputGradient;
import dev.kern.kernel.convolution.GroupedConvolution;
import dev.kern.kernel.convolution.GroupedFilterGradient;
import dev.kern.kernel.convolution.GroupedInputGradient;
import dev.kern.kernel.convolution.Grouping;
import dev.kern.kernel.convolution.NarrowConvolution;
import dev.kern.kernel.convolution.NarrowFilterGradient;
import dev.kern.kernel.convolution.NarrowInputGradient;
import dev.kern.kernel.convolution.PointwiseConvolution;
import dev.kern.kernel.convolution.ProductFilterGradient;
import dev.kern.kernel.convolution.ProductInputGradient;
import dev.kern.kernel.convolution.SingleChannelGradient;
import dev.kern.kernel.convolution.SingleFilterConvolution;
import dev.kern.kernel.convolution.SingleFilterGradient;
import dev.kern.kernel.convolution.VectorConvolution;
import dev.kern.kernel.convolution.VectorFilterGradient;
import dev.kern.kernel.convolution.VectorInputGradient;
import dev.kern.kernel.convolution.WindowPool;
import dev.kern.kernel.gemm.NarrowProduct;
import dev.kern.kernel.gemm.PackedProduct;
import dev.kern.kernel.gemm.SingleColumnProduct;
import dev.kern.kernel.gemm.StripProduct;
import dev.kern.kernel.gemm.TransposedProduct;
import dev.kern.kernel.gemm.VectorProduct;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.kernel.vector.VectorMath;
import dev.kern.kernel.vector.VectorRowKernels;
import dev.kern.kernel.vector.VectorUnpool;
import dev.kern.kernel.vector.VectorUpdateKernels;
import dev.kern.kernel.winograd.Winograd;
import dev.kern.kernel.winograd.WinogradConvolution;
import dev.kern.kernel.winograd.WinogradFilterGradient;
import dev.kern.kernel.winograd.WinogradInputGradient;
import dev.kern.math.Pooling;
import java.util.Optional;

/// The kernels on the Vector API: convolutions and matrix products are specialised at run time, all
/// others are plain loops over vectors.
final class VectorKernelLibrary implements KernelLibrary {
  private static final VectorKernelLibrary EXACT = of(VectorMath.MACHINE);
  private static final VectorKernelLibrary PREFERRED = EXACT.fast();

  private final boolean fast;
  private final Specialiser specialiser;

  private VectorKernelLibrary(boolean fast, Specialiser specialiser) {
    this.fast = fast;
    this.specialiser = specialiser;
  }

  /// Kernels with this machine's preferred vector width, and fast algorithms where they pay.
  static VectorKernelLibrary preferred() {
    return PREFERRED;
  }

  /// Kernels with this machine's preferred vector width, without fast algorithms.
  static VectorKernelLibrary exact() {
    return EXACT;
  }

  /// Kernels generated for another machine, without fast algorithms.
  static VectorKernelLibrary of(TargetMachine machine) {
    return new VectorKernelLibrary(false, new Specialiser(machine));
  }

  /// These kernels with fast algorithms where they pay.
  VectorKernelLibrary fast() {
    return new VectorKernelLibrary(true, specialiser);
  }

  /// These kernels without fast algorithms.
  private VectorKernelLibrary byDefinition() {
    return new VectorKernelLibrary(false, specialiser);
  }

  private Optional<Winograd> winograd(Geometry g) {
    return fast ? Winograd.of(g) : Optional.empty();
  }

  /// The specialiser with the kernels created so far.
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
    if (isWideDepthwise(geometry)) {
      return DepthwiseConvolution.of(geometry, checked, specialiser);
    }
    if (geometry.outChannels() == 1) {
      return SingleFilterConvolution.of(geometry, checked);
    }
    if (PointwiseConvolution.suits(geometry, checked, specialiser.machine())) {
      return PointwiseConvolution.of(geometry, checked, specialiser);
    }
    Optional<Winograd> form = winograd(geometry);
    if (form.isPresent()) {
      return WinogradConvolution.of(form.get(), geometry, false, checked, specialiser);
    }
    return geometry.outChannels() < specialiser.machine().lanes()
        ? NarrowConvolution.of(geometry, checked, specialiser)
        : VectorConvolution.of(geometry, checked, specialiser);
  }

  /// Whether a convolution is computed group by group. In a depthwise one the channels of all
  /// groups fill vectors together.
  private static boolean isGrouped(Geometry g) {
    return g.groups() > 1 && !g.isDepthwise();
  }

  /// Whether a convolution is depthwise, with channels that fill a vector; others are widened.
  private boolean isWideDepthwise(Geometry g) {
    return g.isDepthwise() && g.inChannels() >= specialiser.machine().lanes();
  }

  @Override
  public InputGradient inputGradient(Geometry geometry) {
    if (isGrouped(geometry)) {
      return new GroupedInputGradient(
          geometry, new Grouping(geometry), byDefinition().inputGradient(geometry.ofGroup()));
    }
    if (isWideDepthwise(geometry)) {
      return DepthwiseInputGradient.of(geometry, specialiser);
    }
    if (geometry.inChannels() == 1) {
      return new SingleChannelGradient(geometry);
    }
    Optional<Winograd> form = winograd(geometry);
    if (form.isPresent()) {
      return WinogradInputGradient.of(form.get(), geometry, specialiser);
    }
    if (ProductInputGradient.suits(geometry)) {
      return ProductInputGradient.of(geometry, specialiser);
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
    if (ProductFilterGradient.suits(geometry)) {
      return ProductFilterGradient.of(geometry, specialiser);
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
      int rows,
      int inner,
      int columns,
      Transpose transpose,
      Epilogue epilogue,
      BlockPartition partition) {
    Epilogue checked = epilogue.checkedForProduct();
    if (PackedProduct.suits(rows, inner, columns)) {
      return PackedProduct.of(rows, inner, columns, transpose, checked, specialiser);
    }
    if (transpose == Transpose.RIGHT) {
      return TransposedProduct.of(rows, inner, columns, checked, partition, specialiser);
    }
    boolean left = transpose == Transpose.LEFT;
    if (columns == 1) {
      return new SingleColumnProduct(rows, inner, left, checked);
    }
    return columns < specialiser.machine().lanes()
        ? NarrowProduct.of(rows, inner, columns, left, checked, partition, specialiser)
        : VectorProduct.of(rows, inner, columns, left, checked, partition, specialiser);
  }

  @Override
  public Product productOfFixed(
      int rows, int inner, int columns, Epilogue epilogue, BlockPartition partition) {
    TargetMachine machine = specialiser.machine();
    return columns < machine.lanes() || PackedProduct.suits(rows, inner, columns)
        ? product(rows, inner, columns, Transpose.NONE, epilogue, partition)
        : StripProduct.of(inner, columns, epilogue.checkedForProduct(), partition, specialiser);
  }

  @Override
  public Pool pool(Geometry geometry, Pooling pooling) {
    return WindowPool.of(geometry, pooling, specialiser);
  }

  @Override
  public ElementwiseKernels elementwise() {
    return VectorElementwiseKernels.LOOPS;
  }

  @Override
  public RowKernels rows() {
    return VectorRowKernels.LOOPS;
  }

  @Override
  public UpdateKernels updates() {
    return VectorUpdateKernels.LOOPS;
  }

  @Override
  public void warm(long limitMillis) {
    specialiser.warm(limitMillis);
    VectorElementwiseKernels.LOOPS.warm(limitMillis);
  }
}
