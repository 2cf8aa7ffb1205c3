package dev.kern.compile;

/// Describes a task of a program, for measurements.
///
/// @param label its op, with attributes
/// @param node the name of the node that it computes
/// @param multiplyAdds multiply-adds per run of the program, as the op is defined; 0 where they
///   don't count
public record TaskInfo(String label, String node, double multiplyAdds) {}
