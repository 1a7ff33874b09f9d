package tandem.pairsim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tandem.beaconcore.MachineConfig;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconGenesis;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Creators;
import tandem.beaconspec.DepositData;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconStageParams;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.Secp256k1;
import tandem.gwatcore.NodeConfig;
import tandem.gwatledger.LedgerConfig;
import tandem.gwatledger.LedgerPorts;
import tandem.gwatledger.TransferExecutor;
import tandem.gwatpool.PoolLimits;
import tandem.gwatstages.GwatStageParams;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisAccount;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// The network of a simulation: both genesis, and what each pair is given. Immutable; runs share
/// it.
final class SimNetwork {
  static final long CHAIN_ID = 77;
  static final long GENESIS_S = 1_000_000;
  static final long GENESIS_MS = GENESIS_S * 1_000;
  static final int SLOT_S = 4;
  static final long SLOT_MS = SLOT_S * 1_000L;
  static final int SLOTS_PER_EPOCH = 8;
  static final long EPOCH_MS = SLOT_MS * SLOTS_PER_EPOCH;

  private static final int VALIDATORS_MIN = 32;
  private static final long CHUNK_SLOTS = 12;

  final int pairs;
  final Genesis gwatGenesis;
  final Hash32 gwatGenesisHash;
  final LedgerConfig ledger;
  private final List<Bytes> secrets = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();
  private final BeaconConfig beacon;
  private final Types types;
  private final CheapBls bls = new CheapBls();
  private final List<BlsSecretKey> validators;
  private final BeaconState beaconGenesis;
  private final SigningRoots signingRoots;

  SimNetwork(int pairs) {
    this.pairs = pairs;
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    for (int i = 0; i < pairs; i++) {
      Bytes secret = Bytes.fromHex("%064x".formatted(i + 1));
      Address address = Secp256k1.address(Secp256k1.publicKey(secret, false));
      secrets.add(secret);
      addresses.add(address);
      alloc.put(address, GenesisAccount.ofBalance(U256.of(1_000_000_000_000_000_000L)));
    }
    gwatGenesis =
        new Genesis(
            ChainConfig.ordered(CHAIN_ID, SLOT_S, SLOTS_PER_EPOCH),
            GENESIS_S,
            Bytes.EMPTY,
            8_000_000,
            Address.ZERO,
            Genesis.DEFAULT_BASE_FEE,
            alloc);
    gwatGenesisHash = gwatGenesis.build().hash();
    ledger = LedgerConfig.of(gwatGenesis);
    beacon =
        BeaconConfig.ordered(CHAIN_ID, Address.ZERO)
            .with("SLOTS_PER_EPOCH", SLOTS_PER_EPOCH)
            .with("SECONDS_PER_SLOT", SLOT_S)
            .with("SYNC_COMMITTEE_SIZE", 32)
            .with("SLOTS_PER_HISTORICAL_ROOT", 64)
            .with("EPOCHS_PER_HISTORICAL_VECTOR", 64);
    types = new Types(beacon);
    int count = Math.max(VALIDATORS_MIN, pairs);
    validators = IntStream.range(0, count).mapToObj(InteropKeys::secret).toList();
    BeaconGenesis maker = new BeaconGenesis(beacon, types, bls);
    List<DepositData> deposits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Validators of a pair follow each other.
      int pair = (int) ((long) i * pairs / count);
      deposits.add(maker.deposit(validators.get(i), Creators.credentials(addresses.get(pair))));
    }
    beaconGenesis = maker.state(GENESIS_S, gwatGenesisHash, deposits);
    signingRoots = SigningRoots.of(beacon, types, beaconGenesis);
  }

  Address address(int pair) {
    return addresses.get(pair);
  }

  LedgerPorts ports() {
    return new LedgerPorts(new TransferExecutor(), CheapSeal.VERIFIER);
  }

  NodeConfig gwat(int pair) {
    Address address = addresses.get(pair);
    return new NodeConfig(
        gwatGenesis,
        CHAIN_ID,
        SLOTS_PER_EPOCH,
        Map.of(address, new CheapSeal(address)),
        GwatStageParams.defaults(true, GENESIS_MS, SLOT_MS),
        PoolLimits.DEFAULT);
  }

  /// What the validators sign.
  SigningRoots signingRoots() {
    return signingRoots;
  }

  /// Which validator of the pair has made the signature; -1 for none.
  int signer(int pair, Hash32 signingRoot, BlsSignature signature) {
    return validatorsOf(pair)
        .filter(i -> bls.sign(validators.get(i), signingRoot).equals(signature))
        .findFirst()
        .orElse(-1);
  }

  private IntStream validatorsOf(int pair) {
    int count = validators.size();
    return IntStream.range(0, count).filter(i -> (int) ((long) i * pairs / count) == pair);
  }

  MachineConfig coordinator(int pair, long seed) {
    List<BlsSecretKey> own = validatorsOf(pair).mapToObj(validators::get).toList();
    return new MachineConfig(beacon, types, beaconGenesis, stages(), own, bls, Bytes.EMPTY, seed);
  }

  /// The defaults, but for head sync in many chunks.
  private BeaconStageParams stages() {
    BeaconStageParams defaults =
        BeaconStageParams.defaults(
            true, GENESIS_S, SLOT_S, SLOTS_PER_EPOCH, CHAIN_ID, gwatGenesisHash);
    return new BeaconStageParams(
        defaults.settled(),
        defaults.genesisTimeS(),
        defaults.secondsPerSlot(),
        defaults.slotsPerEpoch(),
        defaults.chainId(),
        defaults.gwatGenesis(),
        defaults.headSyncReadyIntervalMs(),
        CHUNK_SLOTS,
        defaults.stepBackAfter(),
        defaults.callTimeoutMs(),
        defaults.headSyncTimeoutMs(),
        defaults.timeoutsUntilDown(),
        defaults.backoffMinMs(),
        defaults.backoffMaxMs(),
        defaults.mismatchRetryMs(),
        defaults.invalidHeadAlarmMs(),
        defaults.invalidHeadRetryMs(),
        defaults.resyncPauseMs(),
        defaults.resyncPauseMaxMs());
  }

  /// A transfer from one pair's account to another's.
  Transaction transfer(int from, int to, long nonce, long wei) {
    TransactionBody body =
        TransactionBody.dynamicFee(
            CHAIN_ID,
            nonce,
            U256.of(1_000),
            U256.of(10_000_000_000L),
            21_000,
            addresses.get(to),
            U256.of(wei),
            Bytes.EMPTY);
    return body.sign(secrets.get(from));
  }
}
