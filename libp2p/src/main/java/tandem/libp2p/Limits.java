package tandem.libp2p;

import java.time.Duration;

/// What a host allows its peers, and how long it waits for them. Whatever a peer sends is bounded
/// by one of these numbers.
///
/// @param connections how many connections
/// @param streams how many streams, and how much of them is held in memory
/// @param messages sizes of the small messages of libp2p itself
/// @param times how long things may take
public record Limits(Connections connections, Streams streams, Messages messages, Times times) {
  public static final Limits DEFAULTS =
      new Limits(
          new Connections(48, 48, 8, 4, 8),
          new Streams(256, 256, 256 * 1024, 1024 * 1024, 8 * 1024 * 1024, 256 * 1024, 4096),
          new Messages(1024, 16, 8 * 1024, 10),
          new Times(
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              Duration.ofSeconds(10)));

  /// Connections at one time, those in their handshake included. Loopback is exempt from the three
  /// bounds per address, so that networks can live on one machine.
  ///
  /// @param inbound of all peers; default 48
  /// @param outbound dialed by us; default 48
  /// @param perAddress inbound ones from one IPv4 address or IPv6 /64; default 8
  /// @param acceptsPerSecond new ones from one address, in the long run; default 4
  /// @param acceptBurst new ones from one address at once; default 8
  public record Connections(
      int inbound, int outbound, int perAddress, int acceptsPerSecond, int acceptBurst) {}

  /// Bounds of one connection.
  ///
  /// @param inbound streams the peer may have open, and handlers that run for it; default 256
  /// @param outbound streams we may have open; default 256
  /// @param windowBytes unread bytes of one yamux stream, at least 256 KiB; default 256 KiB
  /// @param mplexBytes unread bytes of one mplex stream, above which it holds up the connection;
  ///   default 1 MiB
  /// @param connectionReceiveBytes unread bytes of all streams of a connection; a stream that
  ///   exceeds it is reset; default 8 MiB
  /// @param writeQueueBytes data that waits for the socket; writers wait above it; default 256 KiB
  /// @param controlFrames control frames that wait for the socket; a connection that needs more is
  ///   closed; default 4096
  public record Streams(
      int inbound,
      int outbound,
      int windowBytes,
      int mplexBytes,
      int connectionReceiveBytes,
      int writeQueueBytes,
      int controlFrames) {
    public Streams {
      if (windowBytes < Yamux.INITIAL_WINDOW) {
        throw new IllegalArgumentException(
            "windowBytes " + windowBytes + " is below " + Yamux.INITIAL_WINDOW);
      }
    }
  }

  /// Sizes of messages.
  ///
  /// @param lineBytes a token of multistream-select; default 1024
  /// @param lines tokens of one negotiation; default 16
  /// @param identifyBytes one message of identify; default 8 KiB
  /// @param identifyMessages messages of identify; default 10
  public record Messages(int lineBytes, int lines, int identifyBytes, int identifyMessages) {}

  /// Times.
  ///
  /// @param handshake from the TCP connection to the muxer; default 10 s
  /// @param streamOpen negotiation of a stream; default 10 s
  /// @param identify the identify exchange; default 5 s, as a peer waits 10 s for our status
  /// @param keepAlive silence after which yamux pings; default 30 s
  /// @param write one write to the socket, or the answer to a yamux ping; default 10 s
  /// @param stall how long a full mplex stream may hold up its connection for the next 16 KiB;
  ///   default 5 s
  /// @param linger how long a closed stream waits for the peer to close its side, and a connection
  ///   whose end the peer has announced for that end; default 10 s
  public record Times(
      Duration handshake,
      Duration streamOpen,
      Duration identify,
      Duration keepAlive,
      Duration write,
      Duration stall,
      Duration linger) {}

  public Limits withConnections(Connections other) {
    return new Limits(other, streams, messages, times);
  }

  public Limits withStreams(Streams other) {
    return new Limits(connections, other, messages, times);
  }

  public Limits withTimes(Times other) {
    return new Limits(connections, streams, messages, other);
  }
}
