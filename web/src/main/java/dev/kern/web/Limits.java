package dev.kern.web;

import dev.kern.data.file.Problem;
import java.time.Duration;

/// What a server lets clients take.
///
/// @param body largest body as sent, in bytes
/// @param unpacked largest body once unpacked, in bytes
/// @param bodies most memory that the bodies of all requests may take together, in bytes
/// @param headers largest headers of a request, in bytes
/// @param chunks most chunks that a body may come in
/// @param connections most connections at a time; others are told to come again
/// @param streams most event streams at a time
/// @param request longest time from the first byte of a request until its body is read, and again
///   for the client to take the answer; handlers bound their own time
/// @param idle longest time that a connection may wait for its next request
/// @param closing longest time that closing the server waits for requests that are being answered
public record Limits(
    long body,
    long unpacked,
    long bodies,
    int headers,
    int chunks,
    int connections,
    int streams,
    Duration request,
    Duration idle,
    Duration closing) {
  private static final Limits STANDARD =
      new Limits(
          16 << 20,
          64 << 20,
          Runtime.getRuntime().maxMemory() / 4,
          16 << 10,
          16_384,
          1_024,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20));

  /// Fails with a [dev.kern.data.file.DataException] if a number isn't positive, or a body is too
  /// large for an array.
  public Limits {
    check("body", body, Integer.MAX_VALUE - 8);
    check("unpacked body", unpacked, Integer.MAX_VALUE - 8);
    check("bodies together", bodies, Long.MAX_VALUE);
    check("headers", headers, 1 << 20);
    check("chunks", chunks, Integer.MAX_VALUE);
    check("connections", connections, Integer.MAX_VALUE);
    check("event streams", streams, Integer.MAX_VALUE);
    check("milliseconds for a request", request.toMillis(), Integer.MAX_VALUE);
    check("idle milliseconds", idle.toMillis(), Integer.MAX_VALUE);
    check("milliseconds for closing", closing.toMillis(), Integer.MAX_VALUE);
  }

  /// 16 MiB a body, 64 MiB unpacked, a quarter of the heap for all of them, 16 KiB of headers,
  /// 16,384 chunks, 1,024 connections, 64 event streams, 30 seconds a request, 60 idle, 20 to
  /// close.
  public static Limits standard() {
    return STANDARD;
  }

  /// The same with other largest bodies, as sent and unpacked.
  public Limits withBody(long body, long unpacked) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with other memory for all bodies together.
  public Limits withBodies(long bodies) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another size of headers.
  public Limits withHeaders(int headers) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another number of chunks.
  public Limits withChunks(int chunks) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another number of connections.
  public Limits withConnections(int connections) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another number of event streams.
  public Limits withStreams(int streams) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another deadline for requests.
  public Limits withRequest(Duration request) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another time for idle connections.
  public Limits withIdle(Duration idle) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  /// The same with another time for closing.
  public Limits withClosing(Duration closing) {
    return new Limits(
        body, unpacked, bodies, headers, chunks, connections, streams, request, idle, closing);
  }

  private static void check(String what, long number, long largest) {
    if (number < 1 || number > largest) {
      throw Problem.at("limits of the server, " + what, "out of range")
          .given(Long.toString(number))
          .expected("1 to " + Problem.count(largest))
          .fix("choose a number in that range");
    }
  }
}
