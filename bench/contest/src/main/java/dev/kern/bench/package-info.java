/// Kern beside other frameworks: each in a process of its own, timed in turns.
///
/// ```
/// Peers ── a line per question ──▶ FrameworkServer ──▶ Framework ──▶ Step
///   └── FrameworkProcess, one for Kern and one for each peer
/// ```
@NullMarked
package dev.kern.bench;

import org.jspecify.annotations.NullMarked;
