/// Networks as graphs of ops.
///
/// A network is a [Graph]: an append-only list of [Node]s, each an [Op] applied to earlier nodes.
/// An op is a record; its file says what it computes, which shape the result has and how its
/// gradient is built. Nothing is computed here: `compile` turns a graph into loops, and the
/// `Interpreter` in `run` is the reference implementation of every op, in double precision.
///
/// {@snippet file="dev/kern/examples/EntryPoints.java" region="graph"}
@NullMarked
package dev.kern.graph;

import org.jspecify.annotations.NullMarked;
