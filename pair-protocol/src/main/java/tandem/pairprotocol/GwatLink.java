package tandem.pairprotocol;

import java.util.function.Consumer;

/// The way from the coordinator to its gwat: over the wire, or within one process.
public interface GwatLink {
  /// Makes a call and returns at once.
  ///
  /// @param timeoutMs after which the outcome is `TimedOut`
  /// @param done told the outcome exactly once, on any thread, at the latest soon after the
  ///   timeout; it must not wait for anything
  void call(LinkRequest request, long timeoutMs, Consumer<? super LinkOutcome> done);
}
