package dev.kern.kernel.codegen;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

/// The instructions that patterns write kernels with: loops, offsets and vector operations.
///
/// Each method appends the bytecode of one line of Java to the kernel under construction. Every
/// value has its own local variable, and a [Var] is just the number of that variable; the
/// just-in-time compiler sees straight-line code over named values, as if someone had written
///
/// ```java
/// FloatVector tap = FloatVector.fromArray(SPECIES_512, w, wAt + 32);
/// FloatVector pixel = FloatVector.broadcast(SPECIES_512, x[xAt + 5]);
/// sum = pixel.fma(tap, sum);
/// ```
///
/// where the pattern says
///
/// ```java
/// Lanes tap = e.load(w, wAt, 32);
/// Lanes pixel = e.splat(x, xAt, 5);
/// e.fma(sum, pixel, tap);
/// ```
///
/// The species is a static constant of the Vector API, which the compiler folds.
public final class Emitter {
  /// A local variable of the kernel.
  sealed interface Var {
    int slot();

    default TypeKind kind() {
      return TypeKind.REFERENCE;
    }
  }

  /// A local variable that holds an index or offset.
  public record Index(int slot) implements Var {
    @Override
    public TypeKind kind() {
      return TypeKind.INT;
    }
  }

  /// A local variable that holds a `float[]`.
  public record Array(int slot) implements Var {}

  /// A local variable that holds a vector.
  public record Lanes(int slot) implements Var {}

  /// A local variable that holds a mask: a boolean per lane.
  record Mask(int slot) implements Var {}

  private static final ClassDesc FLOATS = vectorApi("FloatVector");
  private static final ClassDesc INTS = vectorApi("IntVector");
  private static final ClassDesc VECTOR = vectorApi("Vector");
  private static final ClassDesc MASK = vectorApi("VectorMask");
  private static final ClassDesc SPECIES = vectorApi("VectorSpecies");
  private static final ClassDesc OPERATORS = vectorApi("VectorOperators");
  private static final ClassDesc COMPARISON = vectorApi("VectorOperators$Comparison");
  private static final ClassDesc BINARY = vectorApi("VectorOperators$Binary");
  private static final ClassDesc ARRAY = CD_float.arrayType();

  private static final int MANTISSA_BITS = 23;
  private static final int ONE_BITS = Float.floatToRawIntBits(1);

  private final CodeBuilder code;
  private final String species;

  /// An emitter that appends to `code`, for vectors of `lanes` floats.
  Emitter(CodeBuilder code, int lanes) {
    this.code = code;
    this.species = "SPECIES_" + 32 * lanes;
  }

  private static ClassDesc vectorApi(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  // Control

  /// `if (n < 0) return;`
  void returnIfNegative(Index n) {
    Label go = code.newLabel();
    push(n).ifge(go).return_().labelBinding(go);
  }

  /// `for (int i = 0; i < to; i++) body(i)`
  public void loop(Index to, Consumer<Index> body) {
    loop(() -> push(to), body);
  }

  /// `for (int i = 0; i < to; i++) body(i)`, without a loop if there is only one iteration.
  public void loop(int to, Consumer<Index> body) {
    if (to == 1) {
      code.iconst_0();
      body.accept(new Index(pop(TypeKind.INT)));
    } else {
      loop(() -> code.loadConstant(to), body);
    }
  }

  private void loop(Runnable pushEnd, Consumer<Index> body) {
    code.iconst_0();
    Index i = new Index(pop(TypeKind.INT));
    Label test = code.newLabel();
    Label top = code.newLabel();
    code.goto_(test).labelBinding(top);
    body.accept(i);
    code.iinc(i.slot(), 1).labelBinding(test);
    push(i);
    pushEnd.run();
    code.if_icmplt(top);
  }

  /// `base + i * scale`
  public Index at(Index base, Index i, int scale) {
    push(base);
    push(i).loadConstant(scale).imul().iadd();
    return new Index(pop(TypeKind.INT));
  }

  /// `i >> bits`
  public Index high(Index i, int bits) {
    push(i).loadConstant(bits).ishr();
    return new Index(pop(TypeKind.INT));
  }

  /// The lowest `bits` bits of `i`.
  public Index low(Index i, int bits) {
    push(i).loadConstant((1 << bits) - 1).iand();
    return new Index(pop(TypeKind.INT));
  }

  // Memory

  /// The vector that begins at `array[at + offset]`.
  public Lanes load(Array array, Index at, int offset) {
    pushSpecies();
    pushElement(array, at, offset);
    code.invokestatic(FLOATS, "fromArray", MethodTypeDesc.of(FLOATS, SPECIES, ARRAY, CD_int));
    return popLanes();
  }

  /// `array[at + offset]` in every lane.
  public Lanes splat(Array array, Index at, int offset) {
    pushSpecies();
    pushElement(array, at, offset).faload();
    return popSplat();
  }

  /// Stores a vector at `array[at + offset]`.
  public void store(Lanes a, Array array, Index at, int offset) {
    push(a);
    pushElement(array, at, offset);
    code.invokevirtual(FLOATS, "intoArray", MethodTypeDesc.of(CD_void, ARRAY, CD_int));
  }

  // Arithmetic

  /// `value` in every lane.
  public Lanes splat(float value) {
    pushSpecies().loadConstant(value);
    return popSplat();
  }

  /// A new variable with the value of `a`.
  public Lanes copy(Lanes a) {
    push(a);
    return popLanes();
  }

  /// `a = b`
  public void set(Lanes a, Lanes b) {
    push(b);
    code.astore(a.slot());
  }

  /// `sum += a * b`
  public void fma(Lanes sum, Lanes a, Lanes b) {
    push(a);
    push(b);
    push(sum);
    code.invokevirtual(FLOATS, "fma", MethodTypeDesc.of(FLOATS, VECTOR, VECTOR));
    code.astore(sum.slot());
  }

  /// `a = a * factor + term`
  public void recur(Lanes a, Lanes factor, Lanes term) {
    push(factor);
    push(a);
    push(term);
    code.invokevirtual(FLOATS, "fma", MethodTypeDesc.of(FLOATS, VECTOR, VECTOR));
    code.astore(a.slot());
  }

  /// `a + b`
  public Lanes add(Lanes a, Lanes b) {
    return combine("add", a, b);
  }

  /// `a - b`
  public Lanes subtract(Lanes a, Lanes b) {
    return combine("sub", a, b);
  }

  /// `a * b + c`
  public Lanes multiplyAdd(Lanes a, Lanes b, Lanes c) {
    Lanes sum = copy(c);
    fma(sum, a, b);
    return sum;
  }

  /// `a * b`
  public Lanes multiply(Lanes a, Lanes b) {
    return combine("mul", a, b);
  }

  /// The larger of `a` and `b`; NaN if one is NaN.
  public Lanes max(Lanes a, Lanes b) {
    return combine("max", a, b);
  }

  /// `a / b`
  Lanes divide(Lanes a, Lanes b) {
    return combine("div", a, b);
  }

  /// `|a|`
  Lanes absolute(Lanes a) {
    push(a);
    code.invokevirtual(FLOATS, "abs", MethodTypeDesc.of(FLOATS));
    return popLanes();
  }

  /// `2^k`, where the lowest bits of `a` are the integer `k`.
  Lanes powerOfTwo(Lanes a) {
    push(a).invokevirtual(FLOATS, "reinterpretAsInts", MethodTypeDesc.of(INTS));
    code.getstatic(OPERATORS, "LSHL", BINARY)
        .loadConstant(MANTISSA_BITS)
        .invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, CD_int))
        .loadConstant(ONE_BITS)
        .invokevirtual(INTS, "add", MethodTypeDesc.of(INTS, CD_int))
        .invokevirtual(INTS, "reinterpretAsFloats", MethodTypeDesc.of(FLOATS));
    return popLanes();
  }

  private Lanes combine(String operation, Lanes a, Lanes b) {
    push(a);
    push(b);
    code.invokevirtual(FLOATS, operation, MethodTypeDesc.of(FLOATS, VECTOR));
    return popLanes();
  }

  /// Where `a > b`.
  Mask greater(Lanes a, Lanes b) {
    return compare("GT", a, b);
  }

  /// Where `a <= b`; never where one is NaN.
  Mask notAbove(Lanes a, Lanes b) {
    return compare("LE", a, b);
  }

  private Mask compare(String operator, Lanes a, Lanes b) {
    push(a).getstatic(OPERATORS, operator, COMPARISON);
    push(b);
    code.invokevirtual(FLOATS, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    return new Mask(pop(TypeKind.REFERENCE));
  }

  /// `a`, but `b` where `mask` holds.
  Lanes blend(Lanes a, Lanes b, Mask mask) {
    push(a);
    push(b);
    push(mask);
    code.invokevirtual(FLOATS, "blend", MethodTypeDesc.of(FLOATS, VECTOR, MASK));
    return popLanes();
  }

  // The operand stack

  private CodeBuilder push(Var variable) {
    return code.loadLocal(variable.kind(), variable.slot());
  }

  private CodeBuilder pushSpecies() {
    return code.getstatic(FLOATS, species, SPECIES);
  }

  private CodeBuilder pushElement(Array array, Index at, int offset) {
    push(array);
    push(at);
    return offset == 0 ? code : code.loadConstant(offset).iadd();
  }

  private Lanes popSplat() {
    code.invokestatic(FLOATS, "broadcast", MethodTypeDesc.of(FLOATS, SPECIES, CD_float));
    return popLanes();
  }

  private Lanes popLanes() {
    return new Lanes(pop(TypeKind.REFERENCE));
  }

  private int pop(TypeKind kind) {
    int slot = code.allocateLocal(kind);
    code.storeLocal(kind, slot);
    return slot;
  }
}
