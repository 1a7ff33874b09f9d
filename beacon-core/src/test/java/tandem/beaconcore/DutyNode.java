package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;

/// Gossip validation, pools and duties of a node on a [MemoryChain], under a clock that the test
/// moves, with a gwat that answers at once as the test says.
final class DutyNode implements DutyHost {
  static final PeerKey PEER = new PeerKey("peer");

  final DutyNetwork network;
  final MachineConfig config;
  final MemoryChain chain;
  final MemoryStore store;
  final Context context;
  final NodeOperations operations;
  final List<GossipMessage> published = new ArrayList<>();
  final List<LinkRequest> calls = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  boolean gwatLeft;

  /// What gwat answers; null for nothing at all.
  Function<LinkRequest, @Nullable LinkOutcome> gwat = DutyNode::agreeable;

  private final List<BeaconNodeEffect> effects = new ArrayList<>();
  private long slot = -1;

  DutyNode(DutyNetwork network, MachineConfig config, MemoryChain chain, MemoryStore store) {
    this.network = network;
    this.config = config;
    this.chain = chain;
    this.store = store;
    this.context = new Context(config);
    context.stage = Stage.WORKING;
    this.operations = new NodeOperations(context, network.rules, chain, store, this);
  }

  /// A gwat that has no candidates and accepts all.
  static LinkOutcome agreeable(LinkRequest request) {
    return new LinkOutcome.Answered(
        switch (request) {
          case LinkRequest.GetCandidates _ -> new LinkResponse.Candidates(List.of());
          case LinkRequest.ValidateSpines _ -> new LinkResponse.Verdict(true);
          default -> new LinkResponse.Block(null);
        });
  }

  /// It is that moment now.
  void at(long nowMs) {
    begin(nowMs);
    operations.tick();
    settle();
  }

  Verdict judge(long nowMs, GossipMessage message) {
    return judge(nowMs, PEER, message);
  }

  Verdict judge(long nowMs, PeerKey from, GossipMessage message) {
    begin(nowMs);
    Verdict verdict = operations.judge(from, message);
    settle();
    return verdict;
  }

  boolean receive(long nowMs, SignedBeaconBlock block) {
    begin(nowMs);
    boolean isNew = importOwn(block);
    operations.tick();
    settle();
    return isNew;
  }

  @Override
  public boolean importOwn(SignedBeaconBlock block) {
    Hash32 root = chain.root(block);
    if (chain.block(root) != null) {
      return false;
    }
    try {
      boolean added = chain.add(block);
      if (added) {
        operations.imported(root, block);
      }
      return added;
    } catch (InvalidBlockException e) {
      throw new AssertionError("a block of slot " + block.message().slot(), e);
    }
  }

  @Override
  public void gwatLeftWorking() {
    gwatLeft = true;
  }

  <T extends GossipMessage> List<T> published(Class<T> kind) {
    return published.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void begin(long nowMs) {
    context.begin(nowMs, effects::add);
    long now = context.currentSlot();
    if (now > slot) {
      slot = now;
      chain.slotBegun(slot);
      operations.slotBegun(slot);
    }
  }

  private void settle() {
    while (!effects.isEmpty()) {
      switch (effects.removeFirst()) {
        case BeaconNodeEffect.Publish(GossipMessage message) -> published.add(message);
        case BeaconNodeEffect.Call(var id, LinkRequest request, _) -> {
          calls.add(request);
          LinkOutcome outcome = gwat.apply(request);
          if (outcome != null) {
            operations.linkEnded(id, outcome);
          }
        }
        case BeaconNodeEffect.Note(String text) -> notes.add(text);
        case BeaconNodeEffect.Alarm(String text) -> throw new AssertionError(text);
        case BeaconNodeEffect other -> throw new AssertionError("unexpected: " + other);
      }
    }
  }
}
