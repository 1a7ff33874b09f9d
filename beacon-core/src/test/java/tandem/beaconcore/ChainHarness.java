package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.StateTransition;
import tandem.forkchoice.Checkpoint;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;
import tandem.store.Store;

/// A chain alone, with what it said.
final class ChainHarness implements Chain.Listener {
  final Context node;
  final Rules rules;
  final Chain chain;
  final ChainStore store;
  final LinkData link;
  final List<Hash32> imported = new ArrayList<>();
  final List<Long> depths = new ArrayList<>();
  final List<Checkpoint> finalized = new ArrayList<>();

  /// @param slot that it is now
  ChainHarness(CoordinatorNetwork network, Store store, long slot) {
    this.rules = rules(network);
    this.node = new Context(network.config(network.nodes.getFirst()));
    this.node.nowMs = node.times.startMs(slot);
    this.store = new ChainStore(store, rules.types());
    Hash32 genesisRoot = ChainGenesis.open(this.store, rules, network.genesis);
    this.chain = new Chain(node, rules, this.store, genesisRoot, this);
    this.link = new LinkData(chain, rules.config().slotsPerEpoch());
  }

  ChainHarness(CoordinatorNetwork network, long slot) {
    this(network, new MemoryStore(), slot);
  }

  static Rules rules(CoordinatorNetwork network) {
    StateTransition transition = new StateTransition(network.config, network.types, network.bls);
    return new Rules(
        network.config,
        network.types,
        transition,
        transition.committees(),
        SigningRoots.of(network.config, network.types, network.genesis),
        network.bls);
  }

  static BlockForge forge(CoordinatorNetwork network) {
    return new BlockForge(rules(network), network.genesis, network.keys);
  }

  void replayAll() {
    while (chain.replaying()) {
      chain.replay(7);
    }
  }

  @Override
  public void imported(Hash32 root, SignedBeaconBlock block) {
    imported.add(root);
  }

  @Override
  public void headChanged(Hash32 root, long slot, long depth) {
    depths.add(depth);
  }

  @Override
  public void justified(Checkpoint checkpoint) {}

  @Override
  public void finalized(Checkpoint checkpoint) {
    finalized.add(checkpoint);
  }
}
