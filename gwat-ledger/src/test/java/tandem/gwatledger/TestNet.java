package tandem.gwatledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.SealVerifier;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// A network with a few keys: its genesis, valid blocks as tests want them, and what the slow
/// implementation says about them.
final class TestNet {
  static final long CHAIN_ID = 181;
  static final long GENESIS_TIME = 1_700_000_000;
  static final long SLOT_SECONDS = 4;
  static final long GAS_LIMIT = 200_000;
  static final int KEYS = 6;

  private static final List<Bytes> SECRETS =
      IntStream.range(0, KEYS)
          .mapToObj(i -> Bytes.of(Keccak256.hash(new byte[] {(byte) i}).unsafeArray()))
          .toList();
  static final List<BlockSigner> SIGNERS = SECRETS.stream().map(BlockSigner::secp256k1).toList();

  final Genesis genesis;
  final SlowLedger slow;
  final Header genesisHeader;

  /// Creators of each slot that has blocks.
  final Map<Long, List<Address>> creators = new TreeMap<>();

  /// Blocks in the order in which they were made: parents first.
  final Map<Hash32, Block> blocks = new LinkedHashMap<>();

  TestNet() {
    this("");
  }

  /// @param extra tells networks apart
  TestNet(String extra) {
    genesis = genesis(extra, "");
    Map<Address, BigInteger> alloc = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) {
      alloc.put(address(i), balance(i));
    }
    genesisHeader = genesis.build().header();
    slow = new SlowLedger(genesisHeader, alloc);
  }

  static Genesis genesis(String extra, String moreAlloc) {
    StringBuilder alloc = new StringBuilder(moreAlloc);
    for (int i = 0; i < KEYS; i++) {
      alloc.append(alloc.isEmpty() ? "" : ",");
      alloc.append("\"%s\":{\"balance\":\"%s\"}".formatted(address(i).toHex(), balance(i)));
    }
    String json =
        """
        {"config":{"chainId":%d,"rules":"ordered","secondsPerSlot":4,"slotsPerEpoch":32},"timestamp":"%d","gasLimit":"%d",
         "extraData":"%s","baseFeePerGas":"1000000000","alloc":{%s}}\
        """
            .formatted(
                CHAIN_ID, GENESIS_TIME, GAS_LIMIT, Bytes.of(extra.getBytes(UTF_8)).toHex(), alloc);
    return Genesis.parse(json.getBytes(UTF_8));
  }

  static Address address(int key) {
    return SIGNERS.get(key).address();
  }

  private static BigInteger balance(int key) {
    // The last is poor, so that some of its transactions fail.
    return key == KEYS - 1
        ? BigInteger.valueOf(100_000_000_000_000L)
        : BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(key + 1));
  }

  LedgerConfig config() {
    return LedgerConfig.of(genesis);
  }

  static LedgerPorts ports() {
    return new LedgerPorts(new TransferExecutor(), SealVerifier.secp256k1());
  }

  Ledger open(TestStore store) {
    return Ledger.open(store, genesis, config(), ports());
  }

  /// A ledger that knows the creators of all slots.
  Ledger openWithCreators(TestStore store) {
    Ledger ledger = open(store);
    creators.forEach(ledger::setCreators);
    return ledger;
  }

  Hash32 genesisHash() {
    return genesisHeader.hash();
  }

  /// A valid block on these parents, known to the slow implementation; anchored at genesis.
  Block block(int creator, long slot, List<Hash32> parents, Transaction... transactions) {
    return add(creator, slot, parents, genesisHash(), List.of(transactions));
  }

  Block add(
      int creator, long slot, List<Hash32> parents, Hash32 anchor, List<Transaction> transactions) {
    Header header = header(slot, parents, anchor, transactions);
    return add(new Block(Seal.seal(header, Bytes.EMPTY, SIGNERS.get(creator)), transactions));
  }

  Block add(Block block) {
    blocks.put(block.hash(), block);
    slow.blocks.put(block.hash(), block);
    List<Address> list = new ArrayList<>(creators.getOrDefault(block.header().slot(), List.of()));
    if (!list.contains(block.header().coinbase())) {
      list.add(block.header().coinbase());
    }
    creators.put(block.header().slot(), list);
    return block;
  }

  /// The header of a valid block before it is sealed.
  Header header(long slot, List<Hash32> parents, Hash32 anchor, List<Transaction> transactions) {
    List<Hash32> sorted = parents.stream().sorted().toList();
    return Header.builder()
        .parentHashes(sorted)
        .slot(slot)
        .height(slow.past(sorted).size())
        .lfHash(slow.finalisedHash(anchor))
        .lfNumber(slow.header(anchor).height())
        .txRoot(Transaction.root(transactions))
        .gasLimit(GAS_LIMIT)
        .timeS(GENESIS_TIME + SLOT_SECONDS * slot)
        .build();
  }

  static Transaction transfer(int from, long nonce, @Nullable Address to, long value) {
    return transfer(from, nonce, to, U256.of(value), 21_000, Bytes.EMPTY);
  }

  static Transaction transfer(
      int from, long nonce, @Nullable Address to, U256 value, long gas, Bytes data) {
    return TransactionBody.dynamicFee(
            CHAIN_ID, nonce, U256.of(1_000_000_000L), U256.of(3_000_000_000L), gas, to, value, data)
        .sign(SECRETS.get(from));
  }

  static Transaction sign(TransactionBody body, int from) {
    return body.sign(SECRETS.get(from));
  }
}
