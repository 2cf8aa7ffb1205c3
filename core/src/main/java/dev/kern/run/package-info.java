/// Execution: variables, sessions, plans and threads.
///
/// [Variables] hold what training changes; a [Session] compiles fetches of a graph into a [Plan]
/// and runs it on [Workers]. The [Interpreter] computes the same in double precision, one op at a
/// time.
@NullMarked
package dev.kern.run;

import org.jspecify.annotations.NullMarked;
