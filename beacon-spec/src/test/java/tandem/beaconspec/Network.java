package tandem.beaconspec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.crypto.Bls;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.Blst;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.Merkle;

/// A network of interop validators, each with an account of its own, and what they would sign.
final class Network {
  static final Hash32 GWAT_GENESIS = spine(0);
  private static final Bls BLS = new Blst();

  private final BeaconConfig config;
  private final Types types;
  private final List<BlsSecretKey> keys = new ArrayList<>();
  private final StateTransition transition;
  private final BeaconState genesis;

  private Network(BeaconConfig config, int validators) {
    this.config = config;
    this.types = new Types(config);
    this.transition = new StateTransition(config, types, BLS);
    BeaconGenesis maker = new BeaconGenesis(config, types, BLS);
    List<DepositData> deposits = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      keys.add(InteropKeys.secret(i));
      deposits.add(maker.deposit(keys.get(i), Creators.credentials(account(i))));
    }
    this.genesis = maker.state(1_700_000_000, GWAT_GENESIS, deposits);
  }

  /// The rules `ordered` with 8 slots an epoch.
  static Network ordered(int validators) {
    return new Network(
        BeaconConfig.ordered(1337, Address.ZERO).with("SLOTS_PER_EPOCH", 8), validators);
  }

  /// The account of validator `index`.
  static Address account(int index) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[0] = (byte) (97 * index);
    bytes[19] = (byte) index;
    return Address.of(bytes);
  }

  /// A spine of this number.
  static Hash32 spine(int number) {
    return Merkle.sha256(("spine " + number).getBytes(StandardCharsets.UTF_8));
  }

  BeaconConfig config() {
    return config;
  }

  Types types() {
    return types;
  }

  BeaconState genesis() {
    return genesis;
  }

  StateTransition transition() {
    return transition;
  }

  Committees committees() {
    return transition.committees();
  }

  Rules rules() {
    return new Rules(config, types, BLS);
  }

  /// A signed block on this state, with everybody's sync messages.
  SignedBeaconBlock block(
      BeaconState parent, long slot, List<Attestation> attestations, List<Hash32> candidates)
      throws InvalidBlockException {
    BeaconState state = parent.copy();
    transition.processSlots(state, slot);
    SigningRoots roots = SigningRoots.of(config, types, state);
    int proposer = committees().proposer(state, slot);
    BlsSecretKey key = keys.get(proposer);
    BeaconBlockBody body =
        new BeaconBlockBody(
            BLS.sign(key, roots.randao(config.epochAt(slot))),
            state.eth1Data(),
            Hash32.ZERO,
            List.of(),
            List.of(),
            attestations,
            List.of(),
            List.of(),
            syncAggregate(state, roots),
            candidates);
    Hash32 parentRoot = types.beaconBlockHeader().hashTreeRoot(state.latestBlockHeader());
    BeaconBlock block = new BeaconBlock(slot, proposer, parentRoot, Hash32.ZERO, body);
    block =
        new BeaconBlock(slot, proposer, parentRoot, transition.postStateRoot(state, block), body);
    return new SignedBeaconBlock(block, BLS.sign(key, roots.block(block)));
  }

  private SyncAggregate syncAggregate(BeaconState state, SigningRoots roots) {
    long slot = state.slot() - 1;
    Hash32 root = roots.syncMessage(slot, transition.reads().blockRootAt(state, slot));
    List<BlsSignature> signatures = new ArrayList<>();
    Bits bits = Bits.zero(config.syncCommitteeSize());
    BlsSignature[] known = new BlsSignature[keys.size()];
    for (int i = 0; i < bits.length(); i++) {
      int index =
          transition.validatorKeys().indexOf(state, state.currentSyncCommittee().pubkeys().get(i));
      if (known[index] == null) {
        known[index] = BLS.sign(keys.get(index), root);
      }
      signatures.add(known[index]);
      bits = bits.with(i);
    }
    return new SyncAggregate(bits, BLS.aggregate(signatures));
  }

  /// The aggregates of the slot's committees for the block that `head` is the post-state of.
  ///
  /// @param who the validators who vote; a committee of which nobody does has no aggregate
  List<Attestation> attestations(BeaconState head, long slot, IntPredicate who) {
    BeaconState state = head.copy();
    transition.processSlots(state, slot);
    // As the next slot remembers it.
    BeaconState next = state.copy();
    transition.processSlots(next, slot + 1);
    Hash32 block = transition.reads().blockRootAt(next, slot);
    long epoch = config.epochAt(slot);
    Hash32 target = transition.reads().blockRootAt(next, config.startSlot(epoch));
    SigningRoots roots = SigningRoots.of(config, types, state);
    List<Attestation> aggregates = new ArrayList<>();
    for (int index = 0; index < committees().committeesPerSlot(state, epoch); index++) {
      int[] committee = committees().committee(state, slot, index);
      AttestationData data =
          new AttestationData(
              slot,
              index,
              block,
              state.currentJustifiedCheckpoint(),
              new Checkpoint(epoch, target));
      Bits bits = Bits.zero(committee.length);
      List<BlsSignature> signatures = new ArrayList<>();
      for (int place = 0; place < committee.length; place++) {
        if (who.test(committee[place])) {
          bits = bits.with(place);
          signatures.add(BLS.sign(keys.get(committee[place]), roots.attestation(data)));
        }
      }
      if (!signatures.isEmpty()) {
        aggregates.add(new Attestation(bits, data, BLS.aggregate(signatures)));
      }
    }
    return aggregates;
  }

  void apply(BeaconState state, SignedBeaconBlock block) throws InvalidBlockException {
    transition.apply(state, block, Signatures.ALL);
  }
}
