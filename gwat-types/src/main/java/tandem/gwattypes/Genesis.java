package tandem.gwattypes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.crypto.Keccak256;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.trie.SecureTrie;
import tandem.trie.Trie;
import tandem.trie.TrieCommit;

/// What a network begins with (ledger-rules.md 7): genesis.json of gwat-data.md 7.3 with the rules
/// `ordered`.
///
/// @param timeS seconds since 1970 of the start of slot 0
/// @param extra at most 32 bytes
/// @param baseFee wei a gas of block 0
public record Genesis(
    ChainConfig config,
    long timeS,
    Bytes extra,
    long gasLimit,
    Address coinbase,
    U256 baseFee,
    SortedMap<Address, GenesisAccount> alloc) {
  public static final int EXTRA_MAX = 32;
  public static final U256 DEFAULT_BASE_FEE = U256.of(1_000_000_000);

  /// What a gas limit of 0 in the file stands for.
  public static final long DEFAULT_GAS_LIMIT = 4_712_388;

  public Genesis {
    if (extra.length() > EXTRA_MAX) {
      throw new IllegalArgumentException("extra of " + extra.length() + " bytes");
    }
    alloc = Collections.unmodifiableSortedMap(new TreeMap<>(alloc));
  }

  /// Reads genesis.json.
  ///
  /// @throws GenesisException if `json` is none, or of other rules than `ordered`
  public static Genesis parse(byte[] json) {
    return GenesisJson.read(json);
  }

  /// genesis.json that [#parse(byte[])] reads as this.
  public byte[] toJson() {
    return GenesisJson.write(this);
  }

  /// Block 0 and the state. Accounts that are empty are part of it too.
  public GenesisBlock build() {
    Map<Hash32, byte[]> nodes = new LinkedHashMap<>();
    Map<Hash32, byte[]> codes = new HashMap<>();
    SecureTrie state = SecureTrie.empty();
    for (Map.Entry<Address, GenesisAccount> entry : alloc.entrySet()) {
      GenesisAccount account = entry.getValue();
      TrieCommit storage = account.storageTrie().commit();
      nodes.putAll(storage.nodes());
      Hash32 codeHash = Keccak256.hash(account.code().unsafeArray());
      if (!account.code().isEmpty()) {
        codes.put(codeHash, account.code().unsafeArray());
      }
      Account encoded = new Account(account.nonce(), account.balance(), storage.root(), codeHash);
      state = state.put(entry.getKey().unsafeArray(), encoded.encode());
    }
    TrieCommit commit = state.commit();
    nodes.putAll(commit.nodes());
    return new GenesisBlock(new Block(header(commit.root()), List.of()), nodes, codes);
  }

  private Header header(Hash32 stateRoot) {
    return Header.builder()
        .coinbase(coinbase)
        .gasLimit(gasLimit)
        .timeS(timeS)
        .extra(sealedExtra(stateRoot))
        .state(new StateFields(baseFee, 0, stateRoot, Trie.EMPTY_ROOT, 0, Bloom.EMPTY))
        .build();
  }

  /// The user's bytes, zero padded, and a hash that tells networks of other configuration or
  /// allocation apart, since the block hash covers neither.
  private Bytes sealedExtra(Hash32 stateRoot) {
    byte[] sealed = new byte[EXTRA_MAX + Hash32.LENGTH];
    System.arraycopy(extra.unsafeArray(), 0, sealed, 0, extra.length());
    Hash32 commitment =
        new Keccak256()
            .update(config.canonicalJson().getBytes(UTF_8))
            .update(stateRoot.unsafeArray())
            .digest();
    System.arraycopy(commitment.unsafeArray(), 0, sealed, EXTRA_MAX, Hash32.LENGTH);
    return Bytes.wrap(sealed);
  }
}
