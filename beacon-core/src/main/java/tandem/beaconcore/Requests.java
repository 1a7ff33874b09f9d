package tandem.beaconcore;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Our requests to peers that are on their way. What comes for none of them changes nothing.
final class Requests {
  /// What the adapter may take longer than the deadline to say so.
  private static final long GRACE_MS = 2_000;

  /// No request is given more time than this.
  private static final long TIMEOUT_MAX_MS = 60_000;

  /// What a request is for.
  sealed interface Purpose {
    record Greeting() implements Purpose {}

    /// @param ask of [RangeSync]
    record Range(long ask) implements Purpose {}

    record Root(Hash32 root) implements Purpose {}
  }

  record Open(long id, PeerKey peer, Purpose purpose, long deadlineMs) {}

  private final Context node;
  private final Map<Long, Open> open = new LinkedHashMap<>();

  Requests(Context node) {
    this.node = node;
  }

  void send(PeerKey peer, PeerRequest request, Purpose purpose, long timeoutMs) {
    long id = node.nextRequestId();
    long deadlineMs = node.nowMs + timeoutMs;
    open.put(id, new Open(id, peer, purpose, deadlineMs));
    node.emit(new BeaconNodeEffect.Request(id, peer, request, deadlineMs));
  }

  /// Ends the request; null if nobody waits for it.
  @Nullable Open take(long id, PeerKey peer) {
    Open request = open.get(id);
    if (request == null || !request.peer().equals(peer)) {
      return null;
    }
    open.remove(id);
    return request;
  }

  /// Ends the requests of a peer that is gone.
  List<Open> takeAll(PeerKey peer) {
    return takeIf(request -> request.peer().equals(peer));
  }

  /// Ends those for which the adapter owes an outcome, and those whose deadline comes from a clock
  /// that was set back.
  List<Open> takeOverdue() {
    long now = node.nowMs;
    return takeIf(request ->
        now >= request.deadlineMs() + GRACE_MS || request.deadlineMs() - now > TIMEOUT_MAX_MS);
  }

  private List<Open> takeIf(Predicate<Open> condition) {
    List<Open> taken = new ArrayList<>();
    for (Iterator<Open> each = open.values().iterator(); each.hasNext(); ) {
      Open request = each.next();
      if (condition.test(request)) {
        taken.add(request);
        each.remove();
      }
    }
    return taken;
  }
}
