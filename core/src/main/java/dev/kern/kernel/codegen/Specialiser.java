package dev.kern.kernel.codegen;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Generates kernels from patterns, and caches them.
///
/// Each kernel is a class generated at run time, because the just-in-time compiler reaches the
/// machine's peak only if extents and strides are constants in the code. They are hidden classes:
/// they can't be referred to by name, and are unloaded with their last user.
public final class Specialiser {
  /// HotSpot compiles no method of 8,000 bytes or more.
  private static final int LARGEST_METHOD = 8_000;

  private static final ClassDesc KERNEL = ClassDesc.of(Kernel.class.getName());
  private static final ClassDesc FLOATS = CD_float.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS,
          CD_int);

  private final TargetMachine machine;
  private final Map<KernelPattern, Kernel> kernels = new ConcurrentHashMap<>();
  private final Set<KernelPattern> warmed = ConcurrentHashMap.newKeySet();

  /// A specialiser that generates kernels for a machine.
  public Specialiser(TargetMachine machine) {
    this.machine = machine;
  }

  /// The machine that the kernels are generated for.
  public TargetMachine machine() {
    return machine;
  }

  /// The kernel of a pattern, generated if it is new.
  public Kernel kernel(KernelPattern pattern) {
    return kernels.computeIfAbsent(pattern, Specialiser::make);
  }

  /// Warms up the kernels created since the last call; see [Warmup]. Concurrent callers wait, since
  /// their kernels may be among them.
  public synchronized void warm(long limitMillis) {
    Warmup warmup = new Warmup();
    kernels.forEach(
        (pattern, kernel) -> {
          if (warmed.add(pattern)) {
            warmup.add(pattern, kernel);
          }
        });
    warmup.run(limitMillis);
  }

  /// The patterns of all kernels.
  public Collection<KernelPattern> patterns() {
    return List.copyOf(kernels.keySet());
  }

  private static Kernel make(KernelPattern pattern) {
    try {
      return (Kernel)
          MethodHandles.lookup()
              .defineHiddenClass(bytes(pattern), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the kernel " + pattern.label() + " could not be defined", e);
    }
  }

  /// The class file of a pattern's kernel.
  static byte[] bytes(KernelPattern pattern) {
    ClassDesc self = ClassDesc.of(Kernel.class.getPackageName(), pattern.label());
    byte[] bytes =
        ClassFile.of()
            .build(
                self,
                type ->
                    type.withFlags(ACC_FINAL | ACC_SUPER)
                        .withInterfaceSymbols(KERNEL)
                        .with(SourceFileAttribute.of(pattern.label()))
                        .withMethodBody(INIT_NAME, MTD_void, ACC_PUBLIC, Specialiser::construct)
                        .withMethodBody("run", RUN, ACC_PUBLIC, code -> run(pattern, code)));
    int length = runLength(bytes);
    if (length >= LARGEST_METHOD) {
      throw new IllegalStateException(
          "the kernel %s has %d bytes of code, the just-in-time compiler takes less than %d"
              .formatted(pattern.label(), length, LARGEST_METHOD));
    }
    return bytes;
  }

  private static void construct(CodeBuilder code) {
    code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_();
  }

  private static void run(KernelPattern pattern, CodeBuilder code) {
    Emitter emitter = new Emitter(code, pattern.lanes());
    Index n = index(code, 0);
    emitter.returnIfNegative(n);
    pattern.write(
        emitter,
        new KernelPattern.Arguments(
            n,
            array(code, 1),
            index(code, 2),
            array(code, 3),
            index(code, 4),
            array(code, 5),
            index(code, 6),
            array(code, 7),
            index(code, 8),
            array(code, 9),
            index(code, 10)));
    code.return_();
  }

  private static Index index(CodeBuilder code, int parameter) {
    return new Index(code.parameterSlot(parameter));
  }

  private static Array array(CodeBuilder code, int parameter) {
    return new Array(code.parameterSlot(parameter));
  }

  private static int runLength(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(method -> method.methodName().equalsString("run"))
        .flatMap(method -> method.code().stream())
        .mapToInt(code -> ((CodeAttribute) code).codeLength())
        .findFirst()
        .orElse(0);
  }
}
