package dev.kern.train.event;

import java.util.Map;

/// A run begins.
///
/// @param run its name
/// @param time when, as in `2026-11-24T10:05:17Z`
/// @param network the network's name
/// @param parameters how many numbers the network learns
/// @param images how many images each part of the data has
/// @param classes how many classes
/// @param batch images per step
/// @param steps how many steps are planned
/// @param seed what all randomness comes from
/// @param engine what really computes, which need not be what was asked for
/// @param threads on how many threads
public record Started(
    String run,
    String time,
    String network,
    long parameters,
    Map<String, Integer> images,
    int classes,
    int batch,
    long steps,
    long seed,
    String engine,
    int threads)
    implements Event {}
