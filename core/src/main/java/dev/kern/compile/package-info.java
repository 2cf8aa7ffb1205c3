/// The compiler: from a graph to a program.
///
/// [Compiler] runs the [Pass]es, each a function from graph to graph: `Prune`, [Differentiate],
/// `Simplify`, `Fuse`. `Lower` turns each node into `Task`s, loops over blocks of rows; `Phases`
/// puts them into an order with as few barriers as their reads and writes allow, and `Placement`
/// gives every buffer its place in memory. What comes out is a [Program].
@NullMarked
package dev.kern.compile;

import org.jspecify.annotations.NullMarked;
