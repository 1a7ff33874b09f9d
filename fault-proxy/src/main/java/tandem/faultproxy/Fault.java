package tandem.faultproxy;

import java.time.Duration;

/// What a proxy does to its connections, new ones and those that are there.
///
/// @param toServer what becomes of the client's bytes
/// @param toClient what becomes of the server's bytes
public record Fault(Door door, Flow toServer, Flow toClient) {
  private static final Door OPEN = new Door.Open();

  /// None: bytes go both ways as they come.
  public static final Fault NONE = both(Flow.FREE);

  /// The same in both directions, and new connections are welcome.
  public static Fault both(Flow flow) {
    return new Fault(OPEN, flow, flow);
  }

  /// In one direction only.
  public static Fault oneWay(Direction direction, Flow flow) {
    return switch (direction) {
      case TO_SERVER -> new Fault(OPEN, flow, Flow.FREE);
      case TO_CLIENT -> new Fault(OPEN, Flow.FREE, flow);
    };
  }

  public static Fault late(Duration delay, Duration jitter) {
    return both(Flow.late(delay, jitter));
  }

  public static Fault slow(long bytesPerSecond) {
    return both(Flow.slow(bytesPerSecond));
  }

  /// Connections are cut, and new ones too.
  public static Fault cut(Ending ending) {
    return new Fault(new Door.Shut(ending), Flow.FREE, Flow.FREE);
  }

  /// Nothing moves and nothing is closed; what was sent arrives when it is over.
  public static Fault silence() {
    return both(Flow.of(new Fate.Wait())).withDoor(new Door.Held());
  }

  /// Everything is swallowed, also of connections that are there; nothing is closed.
  public static Fault blackHole() {
    return both(Flow.of(new Fate.Vanish())).withDoor(new Door.Nowhere());
  }

  /// The bytes of one direction vanish, the connection stays.
  public static Fault halfOpen(Direction direction) {
    return oneWay(direction, Flow.of(new Fate.Vanish()));
  }

  /// Connections are cut inside what is sent in `direction`.
  ///
  /// @param bytes that arrive before, of each connection
  public static Fault cutWithin(Direction direction, long bytes, Ending ending) {
    return oneWay(direction, Flow.of(new Fate.Cut(bytes, ending)));
  }

  /// Requests arrive and are carried out; in place of the answer the connection ends.
  public static Fault losingAnswers(Ending ending) {
    return cutWithin(Direction.TO_CLIENT, 0, ending);
  }

  public Fault withDoor(Door other) {
    return new Fault(other, toServer, toClient);
  }

  Flow flow(Direction direction) {
    return switch (direction) {
      case TO_SERVER -> toServer;
      case TO_CLIENT -> toClient;
    };
  }
}
