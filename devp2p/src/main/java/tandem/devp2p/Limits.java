package tandem.devp2p;

import java.time.Duration;

/// What peers may cost us.
///
/// @param peers connections at one time; those to static peers are made above it too
/// @param pending inbound connections in their handshake
/// @param pendingPerAddress of these, from one address that is not loopback
/// @param staticPeers peers that are dialed for ever; more are refused
/// @param outMessages messages that may wait for one peer; with one more it is disconnected
/// @param outBytes their bytes before compression
/// @param outBytesOfAll bytes that may wait for all peers together
/// @param inBytesOfAll memory of messages of more than 64 KiB that arrive, of all peers together,
///   at least [#IN_BYTES_MIN]
public record Limits(
    int peers,
    int pending,
    int pendingPerAddress,
    int staticPeers,
    int outMessages,
    long outBytes,
    long outBytesOfAll,
    long inBytesOfAll,
    Times times) {

  /// @param connect for the TCP connection, names included
  /// @param handshake from there to both Hellos
  /// @param silence without a whole message after which a peer is given up; also for one message
  /// @param ping between two pings
  /// @param write for one message
  /// @param farewell from a Disconnect to the end of the connection
  /// @param redialMin first pause before a static peer is dialed again
  /// @param redialMax longest pause
  public record Times(
      Duration connect,
      Duration handshake,
      Duration silence,
      Duration ping,
      Duration write,
      Duration farewell,
      Duration redialMin,
      Duration redialMax) {}

  /// For one message of 10 MiB and its compressed form.
  public static final long IN_BYTES_MIN = 24L << 20;

  public static final Limits DEFAULT =
      new Limits(
          50,
          32,
          4,
          256,
          4_096,
          32L << 20,
          64L << 20,
          64L << 20,
          new Times(
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofSeconds(15),
              Duration.ofSeconds(20),
              Duration.ofSeconds(1),
              Duration.ofMillis(250),
              Duration.ofSeconds(10)));

  public Limits {
    if (peers < 1 || peers > 1_000 || pending < 1 || pendingPerAddress < 1 || staticPeers < 0) {
      throw new IllegalArgumentException("1 to 1000 peers, and at least 1 pending");
    }
    if (inBytesOfAll < IN_BYTES_MIN || inBytesOfAll > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("memory of " + inBytesOfAll + " bytes for messages");
    }
  }

  public Limits withPeers(int other) {
    return new Limits(
        other,
        pending,
        pendingPerAddress,
        staticPeers,
        outMessages,
        outBytes,
        outBytesOfAll,
        inBytesOfAll,
        times);
  }

  public Limits withTimes(Times other) {
    return new Limits(
        peers,
        pending,
        pendingPerAddress,
        staticPeers,
        outMessages,
        outBytes,
        outBytesOfAll,
        inBytesOfAll,
        other);
  }
}
