package tandem.loop;

import java.util.function.Consumer;

/// A node without threads, clock and sockets: everything that it decides, it decides here.
///
/// Equal machines that are given equal events at equal times give equal effects. One thread at a
/// time calls it: the [EventLoop] of a running node, or a simulator.
///
/// @param <E> events: messages of peers, calls, answers, ticks
/// @param <F> effects: messages to send, answers to give, lines to log
public interface Machine<E, F> {
  /// Takes in one event. What is to be done about it goes to `effects` in the order in which it
  /// must happen; whatever an effect speaks of is in the store already.
  ///
  /// @param nowMs milliseconds since the Unix epoch by the node's clock; may jump, also backwards
  void handle(long nowMs, E event, Consumer<? super F> effects);
}
