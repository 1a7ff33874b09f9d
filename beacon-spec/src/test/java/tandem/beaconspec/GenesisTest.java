package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.Blst;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.ssz.Merkle;
import tools.jackson.databind.JsonNode;

class GenesisTest {
  private static final Bls BLS = new Blst();

  /// The same but for the deposits, which with us are none.
  @ParameterizedTest
  @ValueSource(strings = {"minimal", "mainnet"})
  void theGenesisStateIsThatOfAnotherImplementation(String preset) throws Exception {
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      JsonNode meta = vectors.json("genesis/meta.json");
      BeaconConfig config = vectors.config(meta).with("MIN_GENESIS_ACTIVE_VALIDATOR_COUNT", 1);
      Types types = new Types(config);
      BeaconState theirs = types.beaconState().decode(vectors.bytes("genesis/genesis.ssz"));
      BeaconGenesis maker = new BeaconGenesis(config, types, BLS);
      List<DepositData> deposits = new ArrayList<>();
      for (int i = 0; i < theirs.validators().size(); i++) {
        Hash32 credentials = theirs.validators().get(i).withdrawalCredentials();
        deposits.add(maker.deposit(InteropKeys.secret(i), credentials));
      }
      BeaconState ours = maker.state(theirs.genesisTime(), theirs.eth1Data().blockHash(), deposits);
      assertThat(ours.eth1Data().depositCount()).isZero();
      assertThat(ours.eth1Data().depositRoot().toHex())
          .isEqualTo("0xd70a234731285c6804c2a4f56711ddb8c82c99740f207854891028af34e27e5e");
      ours.setEth1Data(theirs.eth1Data());
      ours.setEth1DepositIndex(theirs.eth1DepositIndex());
      assertThat(types.beaconState().fieldRoots(ours))
          .isEqualTo(types.beaconState().fieldRoots(theirs));
      assertThat(ours.encode()).isEqualTo(theirs.encode());
      Hash32 blockRoot = types.beaconBlock().hashTreeRoot(maker.block(ours).message());
      assertThat(blockRoot.toHex()).isEqualTo(meta.get("genesis_block_root").asString());
    }
  }

  @Test
  void interopKeysAreThoseOfAnotherImplementation() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      JsonNode keys = vectors.json("keys/interop.json");
      for (JsonNode each : keys) {
        assertThat(InteropKeys.secret(each.get("index").asInt()).publicKey().toHex())
            .isEqualTo(each.get("pubkey").asString());
      }
      assertThat(keys.size()).isEqualTo(320);
    }
  }

  /// Validator 0 of coordinator-consensus.md 10.4.
  @Test
  void depositsAreSignedForTheGenesisVersion() {
    BeaconConfig config = BeaconConfig.mainnet();
    BeaconGenesis maker = new BeaconGenesis(config, new Types(config), BLS);
    BlsPublicKey key = InteropKeys.secret(0).publicKey();
    byte[] credentials = Merkle.sha256(key.toArray()).toArray();
    credentials[0] = 0;
    DepositData deposit = maker.deposit(InteropKeys.secret(0), Hash32.of(credentials));
    assertThat(deposit.withdrawalCredentials().toHex())
        .isEqualTo("0x00fad2a6bfb0e7f1f0f45460944fbd8dfa7f37da06a4d13b3983cc90bb46963b");
    assertThat(deposit.amount()).isEqualTo(32_000_000_000L);
  }

  @Test
  void anOrderedGenesisBeginsAtGwatsGenesis() {
    Network network = Network.ordered(64);
    BeaconState genesis = network.genesis();
    assertThat(genesis.lastFinalizedSpine()).isEqualTo(Network.GWAT_GENESIS);
    assertThat(genesis.finalizing()).isEmpty();
    assertThat(genesis.spineVotes().size()).isZero();
    assertThat(genesis.randaoMixes().get(4711)).isEqualTo(Network.GWAT_GENESIS);
    assertThat(genesis.eth1Data().blockHash()).isEqualTo(Network.GWAT_GENESIS);
    BeaconState decoded = network.types().beaconState().decode(genesis.encode());
    assertThat(decoded.hashTreeRoot()).isEqualTo(genesis.hashTreeRoot());
  }

  @Test
  void refusesAGenesisThatWouldNotBegin() {
    BeaconConfig config = BeaconConfig.ordered(1337, Address.ZERO);
    BeaconGenesis maker = new BeaconGenesis(config, new Types(config), BLS);
    Hash32 credentials = Creators.credentials(Network.account(1));
    DepositData good = maker.deposit(InteropKeys.secret(1), credentials);
    DepositData other = maker.deposit(InteropKeys.secret(2), credentials);
    refuses(maker, List.of(), "a genesis with 0 validators, at least 1 are needed");
    refuses(maker, List.of(good, other, good), "two deposits of the key " + good.pubkey());
    refuses(
        maker,
        List.of(new DepositData(good.pubkey(), credentials, 1, good.signature())),
        "the deposit of the key " + good.pubkey() + " is 1 gwei");
    refuses(
        maker,
        List.of(
            other, new DepositData(good.pubkey(), Hash32.ZERO, good.amount(), good.signature())),
        "the signature of the deposit of the key " + good.pubkey() + " is wrong");
    assertThat(maker.state(1, Hash32.ZERO, List.of(good)).validators().size()).isEqualTo(1);
  }

  private static void refuses(BeaconGenesis maker, List<DepositData> deposits, String why) {
    assertThatThrownBy(() -> maker.state(1, Hash32.ZERO, deposits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void creatorsAreTheFirstMembersWithAnAccountOnceAndSorted() {
    Network network = Network.ordered(64);
    Creators creators = new Creators(network.config(), network.committees());
    BeaconState state = network.genesis().copy();
    for (int slot = 0; slot < 16; slot++) {
      int[] committee = network.committees().committee(state, slot, 0);
      TreeSet<Address> expected = new TreeSet<>();
      Arrays.stream(committee).limit(4).forEach(each -> expected.add(Network.account(each)));
      assertThat(creators.of(state, slot)).hasSize(4).containsExactlyElementsOf(expected);
    }
    int[] committee = network.committees().committee(state, 5, 0);
    credentials(
        state, committee[0], "0100000000000000000000011111111111111111111111111111111111111111");
    credentials(state, committee[1], "00" + "22".repeat(31));
    credentials(state, committee[2], "010000000000000000000000" + "ff".repeat(20));
    credentials(state, committee[3], "010000000000000000000000" + "ff".repeat(20));
    assertThat(creators.of(state, 5)).containsExactly(Address.fromHex("ff".repeat(20)));
  }

  private static void credentials(BeaconState state, int index, String credentials) {
    Validator validator = state.validators().get(index);
    state
        .validators()
        .set(
            index,
            new Validator(
                validator.pubkey(),
                Hash32.fromHex(credentials),
                validator.effectiveBalance(),
                validator.slashed(),
                validator.activationEligibilityEpoch(),
                validator.activationEpoch(),
                validator.exitEpoch(),
                validator.withdrawableEpoch()));
  }
}
