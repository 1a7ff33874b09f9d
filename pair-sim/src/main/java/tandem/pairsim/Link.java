package tandem.pairsim;

import java.util.LinkedHashMap;
import java.util.Map;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkResponse;

/// The link of one pair. It may lose a call before it is executed, or the answer after; the caller
/// then sees a connection that broke or no answer in time.
final class Link {
  private static final long LATENCY_MIN_MS = 1;
  private static final long LATENCY_MAX_MS = 20;

  /// How long a broken connection can look whole.
  private static final long BROKEN_MAX_MS = 12_000;

  private static final class Open {
    final CallId call;
    final CoordinatorHalf caller;
    final int run;
    boolean ended;

    Open(CallId call, CoordinatorHalf caller) {
      this.call = call;
      this.caller = caller;
      this.run = caller.run();
    }
  }

  private final Simulation sim;
  private final GwatHalf gwat;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private long nextId = 1;
  private long downUntilMs;

  Link(Simulation sim, GwatHalf gwat) {
    this.sim = sim;
    this.gwat = gwat;
  }

  void cut(long ms) {
    downUntilMs = Math.max(downUntilMs, sim.nowMs() + ms);
    failAll("the link is cut");
  }

  void mend() {
    downUntilMs = 0;
  }

  void call(CoordinatorHalf caller, BeaconNodeEffect.Call call) {
    Open made = new Open(call.call(), caller);
    caller.post(call.timeoutMs(), () -> end(made, new LinkOutcome.TimedOut()));
    if (isDown() || !gwat.isUp()) {
      fail(made, latencyMs(), "connection refused");
      return;
    }
    if (sim.link.hits(sim.faults().callLoss())) {
      fail(made, sim.link.between(0, BROKEN_MAX_MS), "connection reset");
      return;
    }
    long id = nextId++;
    open.put(id, made);
    gwat.post(latencyMs(), () -> gwat.called(new CallId(id), call.request()));
  }

  /// gwat has answered.
  void answered(CallId id, LinkResponse response) {
    Open answered = open.remove(id.value());
    if (answered == null) {
      return;
    }
    if (sim.link.hits(sim.faults().answerLoss())) {
      fail(answered, sim.link.between(0, BROKEN_MAX_MS), "connection reset before the answer");
      return;
    }
    later(answered, latencyMs(), new LinkOutcome.Answered(response));
  }

  /// The process of gwat is gone.
  void gwatGone() {
    failAll("connection reset");
  }

  private void failAll(String why) {
    for (Open failed : open.values()) {
      fail(failed, latencyMs(), why);
    }
    open.clear();
  }

  private void fail(Open failed, long delayMs, String why) {
    later(failed, delayMs, new LinkOutcome.Down(why));
  }

  private void later(Open ended, long delayMs, LinkOutcome outcome) {
    if (ended.caller.isUp() && ended.caller.run() == ended.run) {
      ended.caller.post(delayMs, () -> end(ended, outcome));
    }
  }

  private static void end(Open ended, LinkOutcome outcome) {
    if (!ended.ended) {
      ended.ended = true;
      ended.caller.linkEnded(ended.call, outcome);
    }
  }

  private boolean isDown() {
    return downUntilMs > sim.nowMs();
  }

  private long latencyMs() {
    return sim.link.between(LATENCY_MIN_MS, LATENCY_MAX_MS);
  }
}
