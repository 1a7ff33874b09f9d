package tandem.beaconcore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconGenesis;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Committees;
import tandem.beaconspec.DepositData;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconStageParams;
import tandem.crypto.BlsSecretKey;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;

/// A network in one test: its rules with cheap signatures, its genesis, its validators' keys.
final class DutyNetwork {
  static final int VALIDATORS = 16;
  static final long GENESIS_S = 1_000_000;
  static final Hash32 GWAT_GENESIS = Hash32.fromHex("aa".repeat(32));

  final SumBls bls = new SumBls();
  final BeaconConfig config;
  final Types types;
  final List<BlsSecretKey> keys;
  final BeaconState genesis;
  final Rules rules;

  DutyNetwork() {
    this(VALIDATORS, 256);
  }

  /// @param epochsToServe before a validator may leave
  DutyNetwork(int validators, int epochsToServe) {
    config =
        BeaconConfig.ordered(7, Address.ZERO)
            .with("SLOTS_PER_EPOCH", 8)
            .with("SECONDS_PER_SLOT", 2)
            .with("SHARD_COMMITTEE_PERIOD", epochsToServe);
    types = new Types(config);
    keys = IntStream.range(0, validators).mapToObj(InteropKeys::secret).toList();
    BeaconGenesis maker = new BeaconGenesis(config, types, bls);
    List<DepositData> deposits = keys.stream().map(key -> maker.deposit(key, Hash32.ZERO)).toList();
    genesis = maker.state(GENESIS_S, GWAT_GENESIS, deposits);
    rules =
        new Rules(
            config,
            types,
            new StateTransition(config, types, bls),
            new Committees(config),
            SigningRoots.of(config, types, genesis),
            bls);
  }

  /// A node that has the keys from `from` to `to`, exclusive.
  DutyNode node(int from, int to) {
    return node(from, to, new MemoryStore());
  }

  DutyNode node(int from, int to, MemoryStore store) {
    return new DutyNode(
        this, machine(keys.subList(from, to)), new MemoryChain(rules, genesis), store);
  }

  /// A node that has all keys and these blocks, but nothing in its pools; it does nothing until it
  /// is in WORKING.
  DutyNode idle(MemoryChain chain) {
    DutyNode node = node(0, keys.size());
    node.context.stage = Stage.HEAD_SYNC;
    for (SignedBeaconBlock block : chain.blocks.values()) {
      node.receive(startMs(block.message().slot()), block);
    }
    return node;
  }

  long startMs(long slot) {
    return (GENESIS_S + slot * 2) * 1_000;
  }

  long thirdMs(long slot) {
    return startMs(slot) + 2_000 / 3 + 1;
  }

  long twoThirdsMs(long slot) {
    return startMs(slot) + 4_000 / 3 + 1;
  }

  private MachineConfig machine(List<BlsSecretKey> validators) {
    return new MachineConfig(
        config,
        types,
        genesis,
        BeaconStageParams.defaults(false, GENESIS_S, 2, 8, 7, GWAT_GENESIS),
        new ArrayList<>(validators),
        bls,
        Bytes.of("test".getBytes(StandardCharsets.US_ASCII)),
        1);
  }
}
