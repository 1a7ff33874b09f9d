package tandem.beaconstages;

/// What is known of the link to gwat.
///
/// @param state see [State]
/// @param failures tries in a row that failed, for the backoff
/// @param timeouts calls in a row that timed out
/// @param nextMs when the next try is due, while the link is not up
/// @param why one sentence about a link that is not up, empty otherwise
public record Link(State state, int failures, int timeouts, long nextMs, String why) {
  /// The checks of a connection, in their order.
  public enum State {
    /// The chain id is asked for next.
    DOWN,
    /// The genesis block is asked for next.
    CHECKING_GENESIS,
    /// The slot settings are compared next.
    CHECKING_SLOTS,
    UP,
    /// gwat is of another network; asked again, slowly.
    MISMATCH
  }

  static Link down(int failures, long nextMs, String why) {
    return new Link(State.DOWN, failures, 0, nextMs, why);
  }

  boolean up() {
    return state == State.UP;
  }
}
