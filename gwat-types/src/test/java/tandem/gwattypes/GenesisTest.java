package tandem.gwattypes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.crypto.Keccak256;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpWriter;
import tandem.trie.SecureTrie;
import tandem.trie.Trie;

/// ledger-rules.md 7 and gwat-data.md 7; the genesis states of v0.6 check the state trie.
class GenesisTest {
  private static final String RICH = "71562b71999873db5b286df957af199ec94617f7";
  private static final String JSON =
      """
      {"config":{"chainId":1337,"secondsPerSlot":4,"slotsPerEpoch":32,"rules":"ordered"},
       "timestamp":"0x637300a0","extraData":"0x7461","gasLimit":"8000000",
       "alloc":{"71562b71999873db5b286df957af199ec94617f7":{"balance":"0x3635c9adc5dea00000"}}}
      """;

  @Test
  void theFileIsReadWithItsDefaults() {
    Genesis genesis = parse(JSON);
    assertThat(genesis.config().chainId()).isEqualTo(1337);
    assertThat(genesis.config().secondsPerSlot()).isEqualTo(4);
    assertThat(genesis.config().slotsPerEpoch()).isEqualTo(32);
    assertThat(genesis.config()).isEqualTo(ChainConfig.ordered(1337, 4, 32));
    assertThat(genesis.timeS()).isEqualTo(0x637300a0L);
    assertThat(genesis.gasLimit()).isEqualTo(8_000_000);
    assertThat(genesis.coinbase()).isEqualTo(Address.ZERO);
    assertThat(genesis.baseFee()).isEqualTo(U256.of(1_000_000_000));
    assertThat(genesis.alloc())
        .containsExactly(
            Map.entry(
                Address.fromHex(RICH),
                GenesisAccount.ofBalance(U256.fromDecimal("1000000000000000000000"))));
    assertThat(parse(JSON.replace("\"8000000\"", "\"0\"")).gasLimit()).isEqualTo(4_712_388);
  }

  @Test
  void theHeaderCommitsToConfigurationAndState() {
    Genesis genesis = parse(JSON);
    GenesisBlock block = genesis.build();
    Account account =
        new Account(
            0,
            U256.fromDecimal("1000000000000000000000"),
            Trie.EMPTY_ROOT,
            Account.EMPTY_CODE_HASH);
    Hash32 root = SecureTrie.empty().put(Address.fromHex(RICH).toArray(), account.encode()).root();
    Hash32 commitment =
        new Keccak256()
            .update(
                "{\"chainId\":1337,\"rules\":\"ordered\",\"secondsPerSlot\":4,\"slotsPerEpoch\":32}"
                    .getBytes(UTF_8))
            .update(root.toArray())
            .digest();
    Header expected =
        Header.builder()
            .gasLimit(8_000_000)
            .timeS(0x637300a0L)
            .extra(Bytes.fromHex("7461" + "00".repeat(30) + commitment.toHex().substring(2)))
            .state(
                new StateFields(U256.of(1_000_000_000), 0, root, Trie.EMPTY_ROOT, 0, Bloom.EMPTY))
            .build();
    assertThat(block.header()).isEqualTo(expected);
    assertThat(block.hash()).isEqualTo(expected.hash());
    assertThat(block.header().finalizedHash()).isNotEqualTo(Hash32.ZERO);
    assertThat(Header.decode(block.header().encode())).isEqualTo(expected);
    assertThat(block.trieNodes()).containsOnlyKeys(root);
    assertThat(block.codes()).isEmpty();
  }

  @Test
  void anotherConfigurationOrAllocationIsAnotherNetwork() {
    Hash32 hash = parse(JSON).build().hash();
    assertThat(parse(JSON.replace("\"slotsPerEpoch\":32", "\"slotsPerEpoch\":16")).build().hash())
        .isNotEqualTo(hash);
    assertThat(parse(JSON.replace("0x3635c9adc5dea00000", "0x01")).build().hash())
        .isNotEqualTo(hash);
    assertThat(parse(JSON.replace("\"chainId\"", "\"any\":[1,{}],\"chainId\"")).build().hash())
        .isNotEqualTo(hash);
  }

  @Test
  void theOrderOfKeysAndWhiteSpaceDoNotMatter() {
    String other =
        JSON.replace(
            "\"chainId\":1337,\"secondsPerSlot\":4", "\"secondsPerSlot\" : 4 , \"chainId\":1337");
    assertThat(parse(other).build().hash()).isEqualTo(parse(JSON).build().hash());
  }

  @Test
  void canonicalJsonIsSortedAndEscaped() {
    String config =
        "\"b\":{\"z\":null,\"a\":[true,-5,\"x\\\"\\\\\\n\\u0041é\"]},\"a\":{},\"c\":[],\"chainId\"";
    assertThat(parse(JSON.replace("\"chainId\"", config)).config().canonicalJson())
        .isEqualTo(
            "{\"a\":{},\"b\":{\"a\":[true,-5,\"x\\\"\\\\\\u000aAé\"],\"z\":null},\"c\":[],"
                + "\"chainId\":1337,\"rules\":\"ordered\",\"secondsPerSlot\":4,"
                + "\"slotsPerEpoch\":32}");
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    TreeMap<Hash32, Hash32> storage = new TreeMap<>();
    storage.put(U256.of(1).toHash(), U256.of(0x1234).toHash());
    storage.put(U256.of(2).toHash(), Hash32.ZERO);
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    alloc.put(
        Address.fromHex(RICH), new GenesisAccount(U256.ONE, 7, Bytes.fromHex("60016002"), storage));
    alloc.put(Address.ZERO, GenesisAccount.ofBalance(U256.ZERO));
    Genesis genesis =
        new Genesis(
            ChainConfig.ordered(5, 6, 8),
            99,
            Bytes.fromHex("aabb"),
            30_000_000,
            Address.fromHex(RICH),
            U256.of(7),
            alloc);
    assertThat(Genesis.parse(genesis.toJson())).isEqualTo(genesis);
    GenesisBlock block = genesis.build();
    assertThat(block.codes()).containsOnlyKeys(Keccak256.hash(new byte[] {0x60, 1, 0x60, 2}));

    Hash32 root = Objects.requireNonNull(block.header().state()).root();
    SecureTrie state = SecureTrie.open(root, block.trieNodes()::get);
    Account account = Account.decode(state.get(Address.fromHex(RICH).toArray()));
    assertThat(account.nonce()).isEqualTo(7);
    SecureTrie slots = SecureTrie.open(account.storageRoot(), block.trieNodes()::get);
    assertThat(slots.get(U256.of(1).toBytes32())).isEqualTo(new byte[] {(byte) 0x82, 0x12, 0x34});
    assertThat(slots.get(U256.of(2).toBytes32())).isNull();
    assertThat(Account.decode(state.get(Address.ZERO.toArray()))).isEqualTo(Account.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",\"rules\":\"ordered\" | '' | config.rules: missing, which stands for the rules of v0.6",
        "\"ordered\" | \"v0.6\" | config.rules: this node does not implement \"v0.6\"",
        "\"ordered\" | \"other\" | config.rules: unknown rules \"other\"",
        "\"ordered\" | 7 | config.rules: a string is needed, not 7",
        "\"config\" | \"c\" | config: missing",
        "1337 | \"1337\" | config.chainId: a bare number is needed, not \"1337\"",
        "1337 | 0 | config.chainId: 0 is not from 1 to",
        "1337 | 99999999999999999999 | config.chainId: 99999999999999999999 is not from 1",
        "\"secondsPerSlot\":4, | '' | config.secondsPerSlot: missing",
        "\"slotsPerEpoch\":32 | \"slotsPerEpoch\":0 | config.slotsPerEpoch: 0 is not from 1",
        "\"rules\" | \"x\":1.5,\"rules\" | config.x: 1.5 is no integer",
        "\"0x637300a0\" | 7 | timestamp: a string is needed, not 7",
        "\"0x637300a0\" | \"-1\" | timestamp: \"-1\" is no decimal or 0x number",
        "\"0x637300a0\" | \"0x\" | timestamp: \"0x\" is no decimal or 0x number",
        "\"0x637300a0\" | \"0x8000000000000000\" | above 2^63 - 1",
        "\"0x7461\" | \"7461\" | extraData: \"7461\" does not begin with 0x",
        "\"0x7461\" | \"0x746\" | extraData: \"0x746\" is not an even number",
        "\"0x7461\" | \"0x000102030405060708091011121314151617181920212223242526272829303132\""
            + " | extraData: 33 bytes where at most 32",
        "\"gasLimit\":\"8000000\", | '' | gasLimit: missing",
        "\"alloc\" | \"allocation\" | alloc: missing",
        "\"timestamp\" | \"slot\":\"1\",\"timestamp\" | slot: must be zero",
        "\"timestamp\" | \"height\":\"1\",\"timestamp\" | height: must be zero",
        "\"timestamp\" | \"gasUsed\":\"1\",\"timestamp\" | gasUsed: must be zero",
        "\"timestamp\" | \"parentHashes\":[\"0x\"],\"timestamp\" | parentHashes: a genesis",
        "\"timestamp\" | \"coinbase\":\"0x12\",\"timestamp\" | coinbase: \"0x12\" is no address",
        "\"timestamp\" | \"Timestamp\":\"1\",\"timestamp\":\"2\",\"timestamp\" | not JSON",
        "\"71562b | \"71 | alloc: \"7171999873db5b286df957af199ec94617f7\" is no address",
        "\"balance\":\"0x3635c9adc5dea00000\" | '' | 17f7.balance: missing",
        "\"0x3635c9adc5dea00000\" | 5 | 17f7.balance: a string is needed, not 5",
        "\"balance\" | \"nonce\":\"x\",\"balance\" | 17f7.nonce: \"x\" is no decimal",
        "\"balance\" | \"code\":\"0xg0\",\"balance\" | 17f7.code: \"0xg0\" is not an even",
        "\"balance\" | \"storage\":{\"0x1\":\"0x01\"},\"balance\" | 17f7.storage: \"0x1\" is not",
        "\"balance\" | \"storage\":{\"01\":\"1\"},\"balance\" | 17f7.storage.01: \"1\" is not",
        "\"balance\" | \"storage\":{\"01\":\"01\",\"0001\":\"02\"},\"balance\" | slot is there"
            + " twice",
        "\"alloc\":{ |"
            + " \"alloc\":{\"0x71562b71999873db5b286df957af199ec94617f7\":{\"balance\":\"1\"}, |"
            + " 17f7: this address is there twice",
        "{\"config\" | [\"config\" | not JSON at line 1",
        "}}} | }} | not JSON",
        "}}} | }}}} | not JSON",
      })
  void everyFaultIsASentenceWithItsPlace(String part, String replacement, String why) {
    assertThat(JSON).contains(part);
    assertThatThrownBy(() -> parse(JSON.replace(part, replacement)))
        .isInstanceOf(GenesisException.class)
        .hasMessageStartingWith("genesis.json")
        .hasMessageContaining(why);
  }

  @Test
  void balancesThatAddUpToMoreThan256BitsAreRefused() {
    String max = "\"alloc\":{\"" + "00".repeat(20) + "\":{\"balance\":\"" + U256.MAX + "\"},";
    assertThatThrownBy(() -> parse(JSON.replace("\"alloc\":{", max)))
        .isInstanceOf(GenesisException.class)
        .hasMessageContaining("more than 256 bits");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    for (String text : List.of("", "[]", "null", "7", "\"x\"")) {
      assertThatThrownBy(() -> parse(text)).isInstanceOf(GenesisException.class);
    }
  }

  /// gwat-data.md 7.5: an allocation without entries, chain E and the devnet, each with the side
  /// effects that v0.6 has, as accounts.
  @ParameterizedTest
  @CsvSource({
    "'', 0, de5b0643349bfe9562730c66a244f25117d8f823c0d11e76e115659ce69062d6",
    RICH
        + ", 1000000000000000000000, "
        + "54cf757fa6df61da8d81cf840b857f22eba701e074f98bdeb48052fdb4106d3f",
  })
  void theStatesOfV06HaveTheirRoots(String rich, String balance, String root) throws Exception {
    SecureTrie state = withSideEffects();
    if (!rich.isEmpty()) {
      state = state.put(Address.fromHex(rich).toArray(), account(0, balance).encode());
    }
    assertThat(state.root()).isEqualTo(Hash32.fromHex(root));
  }

  private static Account account(long nonce, String balance) {
    return new Account(nonce, U256.fromDecimal(balance), Trie.EMPTY_ROOT, Account.EMPTY_CODE_HASH);
  }

  private static SecureTrie withSideEffects() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    SecureTrie storage = SecureTrie.empty();
    byte[] zero = new byte[32];
    for (int i = 1; i <= 31; i++) {
      sha256.update(zero);
      zero = sha256.digest(zero);
      byte[] value = new RlpWriter().number(zero).toByteArray();
      storage = storage.put(U256.of(0x21 + i).toBytes32(), value);
    }
    Hash32 storageRoot =
        Hash32.fromHex("556a482068355939c95a3412bdb21213a301483edb1b64402fb66ac9f3583599");
    assertThat(storage.root()).isEqualTo(storageRoot);
    Hash32 codeHash =
        Hash32.fromHex("6c029a231254fadb724d63be769f75eedd66362df034a3e663252b49d062a666");
    Address two = Address.fromHex("0000000000000000000000000000000000000002");
    Address deposit = Address.fromHex("282630916603531e25a075a4fe21c2b612a50105");
    return SecureTrie.empty()
        .put(Address.ZERO.toArray(), account(1, "0").encode())
        .put(two.toArray(), Account.EMPTY.encode())
        .put(deposit.toArray(), new Account(1, U256.ZERO, storageRoot, codeHash).encode());
  }

  /// gwat-data.md 7.2.
  @Test
  void theBuiltInNetworksOfV06HaveTheirHashes() throws Exception {
    String a = "e43bb1b64fc7068d313d24d01d8ccca785b22c72";
    String b = "6e9e76fa278190cfb2404e5923d3ccd7e8f6c51d";
    Header devnet =
        v06(
            1_200_000_000,
            "00".repeat(32) + a + b + "00".repeat(28),
            "5bbba45d41871bf84f99da5721e8ec8fe65db78cd6b67df2a80e6b30f32a291d");
    assertThat(devnet.hash())
        .isEqualTo(
            Hash32.fromHex("e0b57b58e582fc75c38055a34b4f36acab63c4f8dc04f5d567d4c5c659034565"));
    assertThat(devnet.finalizedHash())
        .isEqualTo(
            Hash32.fromHex("ee8898ebe112e7c5dc73d04e7aaae9cdfffb5cef597690af15baa26e96c367e1"));
    Header mainnet =
        v06(
            5000,
            "11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
            "85ccb7439067d60ba64368b584b40da0a35821da6927ea7d4e11becebbfd8724");
    assertThat(mainnet.hash())
        .isEqualTo(
            Hash32.fromHex("ef0039d95e93c91a85b636d55671d23eedaf6a2e54f53926117dab277332bba9"));
    assertThat(mainnet.finalizedHash())
        .isEqualTo(
            Hash32.fromHex("dbd811feb903414a7d36cff9fbe0c66755c538292146c07cc9513079327f8cdc"));
  }

  private static Header v06(long gasLimit, String extra, String root) {
    return Header.builder()
        .gasLimit(gasLimit)
        .extra(Bytes.fromHex(extra))
        .state(
            new StateFields(
                U256.of(1_000_000_000), 0, Hash32.fromHex(root), Trie.EMPTY_ROOT, 0, Bloom.EMPTY))
        .build();
  }

  private static Genesis parse(String json) {
    return Genesis.parse(json.getBytes(UTF_8));
  }
}
