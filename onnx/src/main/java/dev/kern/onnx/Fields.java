package dev.kern.onnx;

/// The numbers of ONNX's fields, by message, as its schema gives them.
final class Fields {
  private Fields() {}

  static final class Model {
    static final int IR_VERSION = 1;
    static final int PRODUCER = 2;
    static final int GRAPH = 7;
    static final int OPSET = 8;
    static final int METADATA = 14;

    private Model() {}
  }

  static final class Opset {
    static final int DOMAIN = 1;
    static final int VERSION = 2;

    private Opset() {}
  }

  static final class Entry {
    static final int KEY = 1;
    static final int VALUE = 2;

    private Entry() {}
  }

  static final class Graph {
    static final int NODE = 1;
    static final int NAME = 2;
    static final int INITIALIZER = 5;
    static final int INPUT = 11;
    static final int OUTPUT = 12;

    private Graph() {}
  }

  static final class Operation {
    static final int INPUT = 1;
    static final int OUTPUT = 2;
    static final int NAME = 3;
    static final int TYPE = 4;
    static final int ATTRIBUTE = 5;
    static final int DOMAIN = 7;

    private Operation() {}
  }

  static final class Attribute {
    static final int NAME = 1;
    static final int FLOAT = 2;
    static final int INT = 3;
    static final int TEXT = 4;
    static final int TENSOR = 5;
    static final int FLOATS = 7;
    static final int INTS = 8;
    static final int KIND = 20;

    static final int KIND_FLOAT = 1;
    static final int KIND_INT = 2;
    static final int KIND_TEXT = 3;
    static final int KIND_INTS = 7;

    private Attribute() {}
  }

  static final class Tensor {
    static final int EXTENT = 1;
    static final int TYPE = 2;
    static final int FLOATS = 4;
    static final int INTS = 5;
    static final int LONGS = 7;
    static final int NAME = 8;
    static final int RAW = 9;
    static final int DOUBLES = 10;
    static final int EXTERNAL = 13;
    static final int LOCATION = 14;

    static final int TYPE_FLOAT = 1;
    static final int TYPE_UNSIGNED_BYTE = 2;
    static final int TYPE_BYTE = 3;
    static final int TYPE_INT = 6;
    static final int TYPE_LONG = 7;
    static final int TYPE_BOOL = 9;
    static final int TYPE_HALF = 10;
    static final int TYPE_DOUBLE = 11;
    static final int TYPE_BRAIN = 16;

    private Tensor() {}
  }

  static final class Value {
    static final int NAME = 1;
    static final int TYPE = 2;
    static final int TENSOR_TYPE = 1;
    static final int ELEMENT = 1;
    static final int SHAPE = 2;
    static final int DIMENSION = 1;
    static final int EXTENT = 1;
    static final int SYMBOL = 2;

    private Value() {}
  }
}
