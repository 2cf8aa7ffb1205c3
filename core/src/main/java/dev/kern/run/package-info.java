/// Memory, threads, execution.
///
/// [Variables] hold what training changes; a [Session] compiles fetches of a graph into a [Plan]
/// and runs it on [Workers]. The [Interpreter] says the same in double precision, one op at a time.
@NullMarked
package dev.kern.run;

import org.jspecify.annotations.NullMarked;
