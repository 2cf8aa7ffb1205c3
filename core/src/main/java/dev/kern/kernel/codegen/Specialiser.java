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
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Generates kernels from patterns, and caches them.
///
/// Each kernel is a class generated at run time, because the just-in-time compiler reaches the
/// machine's peak only if extents and strides are constants in the code. They are hidden classes:
/// they can't be referred to by name, and are unloaded, with what they were compiled to, once
/// nobody uses them and enough others have been asked for since.
public final class Specialiser {
  /// HotSpot compiles no method of 8,000 bytes or more.
  private static final int LARGEST_METHOD = 8_000;

  private static final ClassDesc KERNEL = ClassDesc.of(Kernel.class.getName());
  private static final ClassDesc FLOATS = CD_float.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS, CD_int, FLOATS,
          CD_int);

  /// So many kernels stay without a user: those of networks that are likely to come again, which
  /// would be compiled anew. They take a few megabytes of machine code.
  private static final int IDLE = 256;

  private final TargetMachine machine;

  /// All kernels that somebody uses.
  private final Map<KernelPattern, Entry> kernels = new HashMap<>();

  /// The kernels that were asked for last, used or not; guarded by the map of all.
  private final Map<KernelPattern, Kernel> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<KernelPattern, Kernel> eldest) {
          return size() > IDLE;
        }
      };

  private final ReferenceQueue<Kernel> unused = new ReferenceQueue<>();

  /// A kernel until its last user is gone.
  private static final class Entry extends WeakReference<Kernel> {
    private final KernelPattern pattern;
    private boolean warmed;

    Entry(KernelPattern pattern, Kernel kernel, ReferenceQueue<Kernel> unused) {
      super(kernel, unused);
      this.pattern = pattern;
    }
  }

  /// A specialiser that generates kernels for a machine.
  public Specialiser(TargetMachine machine) {
    this.machine = machine;
  }

  /// The machine that the kernels are generated for.
  public TargetMachine machine() {
    return machine;
  }

  /// The kernel of a pattern, generated if there is none. It stays for as long as it is used.
  public Kernel kernel(KernelPattern pattern) {
    synchronized (kernels) {
      forget();
      Entry entry = kernels.get(pattern);
      Kernel kernel = entry == null ? null : entry.get();
      if (kernel == null) {
        kernel = make(pattern);
        kernels.put(pattern, new Entry(pattern, kernel, unused));
      }
      recent.put(pattern, kernel);
      return kernel;
    }
  }

  /// Removes the entries of kernels that are gone.
  private void forget() {
    for (Reference<?> gone = unused.poll(); gone != null; gone = unused.poll()) {
      if (gone instanceof Entry entry) {
        kernels.remove(entry.pattern, entry);
      }
    }
  }

  /// Warms up the kernels created since the last call; see [Warmup]. Concurrent callers wait, since
  /// their kernels may be among them.
  public synchronized void warm(long limitMillis) {
    Warmup warmup = new Warmup();
    synchronized (kernels) {
      for (Entry entry : kernels.values()) {
        Kernel kernel = entry.get();
        if (kernel != null && !entry.warmed) {
          entry.warmed = true;
          warmup.add(entry.pattern, kernel);
        }
      }
    }
    warmup.run(limitMillis);
  }

  /// The patterns of all kernels that there are.
  public Collection<KernelPattern> patterns() {
    synchronized (kernels) {
      return kernels.values().stream()
          .filter(entry -> !entry.refersTo(null))
          .map(entry -> entry.pattern)
          .toList();
    }
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
