package dev.kern.compile;

/// What a task of a program does, for those who measure it.
///
/// @param label its op, with attributes
/// @param node the name of the node that it computes
/// @param multiplyAdds those of one run of the program, as the op is defined; 0 where they don't
///   count
public record TaskInfo(String label, String node, double multiplyAdds) {}
