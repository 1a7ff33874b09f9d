package tandem.beaconcore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconBlockBody;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.beaconspec.SyncAggregate;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// Makes any block that could be made, on any other: it has all keys.
final class BlockForge {
  /// How a block differs from others of its slot.
  ///
  /// @param votes whether all validators of the slot before it have voted for its parent
  record Style(int variant, boolean votes) {
    static final Style FULL = new Style(0, true);
  }

  private final Rules rules;
  private final List<BlsSecretKey> keys;
  final Hash32 genesisRoot;
  final Map<Hash32, BeaconState> posts = new HashMap<>();

  BlockForge(Rules rules, BeaconState genesis, List<BlsSecretKey> keys) {
    this.rules = rules;
    this.keys = keys;
    this.genesisRoot = rules.types().beaconBlockHeader().hashTreeRoot(ChainGenesis.header(genesis));
    posts.put(genesisRoot, genesis);
  }

  /// A chain with a block in each of these slots.
  List<RootedBlock> chain(Hash32 parent, Style style, IntStream slots) {
    List<RootedBlock> chain = new ArrayList<>();
    for (int slot : slots.toArray()) {
      RootedBlock block = block(chain.isEmpty() ? parent : chain.getLast().root(), slot, style);
      chain.add(block);
    }
    return chain;
  }

  RootedBlock block(Hash32 parent, long slot, Style style) {
    BeaconState state = posts.get(parent).copy();
    rules.transition().processSlots(state, slot);
    int proposer = rules.committees().proposer(state, slot);
    BlsSecretKey key = keys.get(proposer);
    long epoch = slot / rules.config().slotsPerEpoch();
    BeaconBlockBody body =
        new BeaconBlockBody(
            rules.bls().sign(key, rules.signingRoots().randao(epoch)),
            state.eth1Data(),
            Hash32.fromHex("%064x".formatted(style.variant())),
            List.of(),
            List.of(),
            style.votes() ? votes(state, parent, slot - 1) : List.of(),
            List.of(),
            List.of(),
            new SyncAggregate(Bits.of(rules.config().syncCommitteeSize()), BlsSignature.INFINITY),
            candidates(state, slot));
    return sign(new BeaconBlock(slot, proposer, parent, Hash32.ZERO, body), state);
  }

  /// The same block with another state root, rightly signed.
  RootedBlock withStateRoot(RootedBlock block, Hash32 stateRoot) {
    BeaconBlock message = block.block().message();
    return signAsIs(
        new BeaconBlock(
            message.slot(),
            message.proposerIndex(),
            message.parentRoot(),
            stateRoot,
            message.body()));
  }

  /// The same block, of another proposer who signed it.
  RootedBlock withProposer(RootedBlock block, long proposer) {
    BeaconBlock message = block.block().message();
    return signAsIs(
        new BeaconBlock(
            message.slot(), proposer, message.parentRoot(), message.stateRoot(), message.body()));
  }

  /// The same block with another parent, rightly signed.
  RootedBlock withParent(RootedBlock block, Hash32 parentRoot) {
    BeaconBlock message = block.block().message();
    return signAsIs(
        new BeaconBlock(
            message.slot(),
            message.proposerIndex(),
            parentRoot,
            message.stateRoot(),
            message.body()));
  }

  /// The same block with a signature of nobody.
  RootedBlock unsigned(RootedBlock block) {
    return new RootedBlock(
        block.root(), new SignedBeaconBlock(block.block().message(), BlsSignature.INFINITY));
  }

  private RootedBlock sign(BeaconBlock unfinished, BeaconState state) {
    try {
      BeaconBlock block =
          new BeaconBlock(
              unfinished.slot(),
              unfinished.proposerIndex(),
              unfinished.parentRoot(),
              rules.transition().postStateRoot(state, unfinished),
              unfinished.body());
      RootedBlock signed = signAsIs(block);
      rules.transition().apply(state, signed.block(), Signatures.ALL);
      posts.put(signed.root(), state);
      return signed;
    } catch (InvalidBlockException e) {
      throw new AssertionError(e);
    }
  }

  private RootedBlock signAsIs(BeaconBlock block) {
    BlsSecretKey key = keys.get((int) block.proposerIndex());
    Hash32 root = rules.types().beaconBlock().hashTreeRoot(block);
    return new RootedBlock(
        root,
        new SignedBeaconBlock(
            block, rules.bls().sign(key, rules.signingRoots().block(root, block.slot()))));
  }

  private static List<Hash32> candidates(BeaconState state, long slot) {
    List<Hash32> spines = new ArrayList<>();
    for (long at = slot - 2; at > 0; at--) {
      if (ScriptedGwat.spine(at).equals(state.lastFinalizedSpine()) || spines.size() == 128) {
        break;
      }
      spines.addFirst(ScriptedGwat.spine(at));
    }
    return spines;
  }

  private List<Attestation> votes(BeaconState state, Hash32 parent, long slot) {
    if (posts.get(parent).slot() > slot) {
      return List.of();
    }
    List<Attestation> votes = new ArrayList<>();
    long epoch = slot / rules.config().slotsPerEpoch();
    boolean isCurrent = epoch == state.slot() / rules.config().slotsPerEpoch();
    Checkpoint source =
        isCurrent ? state.currentJustifiedCheckpoint() : state.previousJustifiedCheckpoint();
    Hash32 target = rules.transition().reads().blockRoot(state, epoch);
    int committees = rules.committees().committeesPerSlot(state, epoch);
    for (int index = 0; index < committees; index++) {
      AttestationData data =
          new AttestationData(slot, index, parent, source, new Checkpoint(epoch, target));
      int[] committee = rules.committees().committee(state, slot, index);
      Hash32 root = rules.signingRoots().attestation(data);
      List<BlsSignature> signatures = new ArrayList<>();
      for (int validator : committee) {
        signatures.add(rules.bls().sign(keys.get(validator), root));
      }
      BitSet all = new BitSet();
      all.set(0, committee.length);
      votes.add(
          new Attestation(
              BitSets.toBits(all, committee.length), data, rules.bls().aggregate(signatures)));
    }
    return votes;
  }
}
