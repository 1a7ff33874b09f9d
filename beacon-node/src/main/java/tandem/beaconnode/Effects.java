package tandem.beaconnode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEffect.Alarm;
import tandem.beaconcore.BeaconNodeEffect.Call;
import tandem.beaconcore.BeaconNodeEffect.Disconnect;
import tandem.beaconcore.BeaconNodeEffect.ExitDiskFull;
import tandem.beaconcore.BeaconNodeEffect.Finalized;
import tandem.beaconcore.BeaconNodeEffect.GossipVerdict;
import tandem.beaconcore.BeaconNodeEffect.HeadChanged;
import tandem.beaconcore.BeaconNodeEffect.Justified;
import tandem.beaconcore.BeaconNodeEffect.LinkChanged;
import tandem.beaconcore.BeaconNodeEffect.Note;
import tandem.beaconcore.BeaconNodeEffect.Publish;
import tandem.beaconcore.BeaconNodeEffect.Request;
import tandem.beaconcore.BeaconNodeEffect.Respond;
import tandem.beaconcore.BeaconNodeEffect.StageChanged;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.GossipMessage;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerKey;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.Verdict;
import tandem.beaconnet.BeaconNetwork;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.store.StoreException;

/// Does what the machine wants done, on the thread that runs it, without waiting for anything.
final class Effects implements Consumer<BeaconNodeEffect> {
  private final BeaconLog log;
  private final GwatLink link;
  private final LongSupplier nowMs;
  private final Shutdown shutdown;

  private final StageHistory stages;

  // Guards the way of our own events: into the loop, or here until there is one.
  private final ReentrantLock way = new ReentrantLock();
  private final List<BeaconNodeEvent> early = new ArrayList<>();
  private @Nullable Consumer<? super BeaconNodeEvent> loop;

  /// Null until the network stands; before that the machine knows no peers.
  private volatile @Nullable BeaconNetwork network;

  Effects(
      BeaconLog log, GwatLink link, LongSupplier nowMs, StageHistory stages, Shutdown shutdown) {
    this.log = log;
    this.link = link;
    this.nowMs = nowMs;
    this.stages = stages;
    this.shutdown = shutdown;
  }

  /// From now on events of our own go there; those that came before go first.
  void postTo(Consumer<? super BeaconNodeEvent> started) {
    way.lock();
    try {
      early.forEach(started);
      early.clear();
      loop = started;
    } finally {
      way.unlock();
    }
  }

  void sendTo(BeaconNetwork started) {
    network = started;
  }

  @Override
  public void accept(BeaconNodeEffect effect) {
    switch (effect) {
      case Call(CallId id, LinkRequest request, long timeoutMs) -> call(id, request, timeoutMs);
      case StageChanged(Stage from, Stage to, String why, long tookMs) -> {
        stages.enter(to, nowMs.getAsLong());
        log.stage(from, to, why, tookMs);
      }
      case LinkChanged(boolean usable, String why) -> {
        stages.link(usable);
        log.link(usable, why);
      }
      case HeadChanged(Hash32 root, long slot, long depth) -> {
        if (stages.isWorking()) {
          log.head(root, slot, depth);
        }
      }
      case Justified(long epoch, Hash32 root) -> log.justified(epoch, root);
      case Finalized(long epoch, Hash32 root) -> log.finalized(epoch, root);
      case Alarm(String text) -> log.alarm(text);
      case Note(String text) -> log.note(text);
      case ExitDiskFull(String fault) ->
          shutdown.begin(new ExitReason(ExitReason.Code.DISK_FULL, fault));
      case Request _, Respond _, Disconnect _, GossipVerdict _, Publish _ -> {
        BeaconNetwork peers = network;
        if (peers != null) {
          toPeers(peers, effect);
        }
      }
    }
  }

  /// The loop has ended because the machine threw.
  void onFailure(Throwable fault) {
    shutdown.begin(reason(fault));
  }

  /// @param other for faults of the disk that have no code of their own
  static ExitReason.Code code(StoreException fault, ExitReason.Code other) {
    return switch (fault.kind()) {
      case FULL -> ExitReason.Code.DISK_FULL;
      case DAMAGED -> ExitReason.Code.DATABASE_DAMAGED;
      case IO, LOCKED, FOREIGN -> other;
    };
  }

  private ExitReason reason(Throwable fault) {
    if (fault instanceof StoreException store) {
      return new ExitReason(code(store, ExitReason.Code.FAULT), String.valueOf(store.getMessage()));
    }
    log.fault(fault);
    return new ExitReason(ExitReason.Code.FAULT, "a fault of this program: " + fault);
  }

  private void toPeers(BeaconNetwork peers, BeaconNodeEffect effect) {
    switch (effect) {
      case Request(long id, PeerKey peer, PeerRequest request, long deadlineMs) ->
          peers.request(id, peer, request, deadlineMs - nowMs.getAsLong());
      case Respond(long id, PeerAnswer answer) -> peers.respond(id, answer);
      case Disconnect(PeerKey peer, boolean atFault, String why) ->
          peers.disconnect(peer, atFault, why);
      case GossipVerdict(long id, Verdict verdict) -> peers.verdict(id, verdict);
      case Publish(GossipMessage message) -> peers.publish(message);
      case Call _, StageChanged _, LinkChanged _, HeadChanged _, Justified _, Finalized _ ->
          throw new IllegalArgumentException("not for peers: " + effect);
      case Alarm _, Note _, ExitDiskFull _ ->
          throw new IllegalArgumentException("not for peers: " + effect);
    }
  }

  private void call(CallId id, LinkRequest request, long timeoutMs) {
    try {
      link.call(request, timeoutMs, outcome -> ended(id, outcome));
    } catch (RuntimeException e) {
      log.fault(e);
      ended(id, new LinkOutcome.Down("a fault of this program: " + e));
    }
  }

  private void ended(CallId id, LinkOutcome outcome) {
    BeaconNodeEvent event = new BeaconNodeEvent.LinkEnded(id, outcome);
    way.lock();
    try {
      if (loop == null) {
        early.add(event);
      } else {
        loop.accept(event);
      }
    } finally {
      way.unlock();
    }
  }
}
