package tandem.gwatpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tandem.crypto.Secp256k1;
import tandem.gwatpool.Admission.Added;
import tandem.gwatpool.Admission.Known;
import tandem.gwatpool.Admission.Reason;
import tandem.gwatpool.Admission.Refused;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.U256;

class TransactionPoolTest {
  private static final long CHAIN = 77;
  private static final long TRANSFER_GAS = 21_000;
  private static final Address TO = Address.fromHex("aa".repeat(20));
  private static final Address CONTRACT = Address.fromHex("cc".repeat(20));
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);

  /// A secret key and its address.
  private record Key(Bytes secret, Address address) {
    static Key of(int number) {
      Bytes secret = Bytes.fromHex("%064x".formatted(number));
      return new Key(secret, Secp256k1.address(Secp256k1.publicKey(secret, false)));
    }
  }

  private static final class Accounts implements AccountReader {
    final Map<Address, Long> nonces = new HashMap<>();
    final Map<Address, U256> balances = new HashMap<>();

    @Override
    public long nonce(Address address) {
      return nonces.getOrDefault(address, 0L);
    }

    @Override
    public U256 balance(Address address) {
      return balances.getOrDefault(address, U256.of(1_000_000_000_000L));
    }

    @Override
    public boolean hasCode(Address address) {
      return address.equals(CONTRACT);
    }
  }

  private final Accounts accounts = new Accounts();
  private final TransactionPool pool = pool(new PoolLimits(6, 10_000, 3, 1_000, 10, 10));

  private static TransactionPool pool(PoolLimits limits) {
    return new TransactionPool(limits, CHAIN, 8_000_000);
  }

  private static Transaction transfer(Key from, long nonce, long feeWei) {
    return transfer(from, nonce, feeWei, TO);
  }

  private static Transaction transfer(Key from, long nonce, long feeWei, Address to) {
    return TransactionBody.dynamicFee(
            CHAIN, nonce, U256.of(feeWei), U256.of(feeWei), TRANSFER_GAS, to, U256.ONE, Bytes.EMPTY)
        .sign(from.secret());
  }

  private static Transaction legacy(long chainId, long gasLimit, Address to, int dataBytes) {
    Bytes data = Bytes.of(new byte[dataBytes]);
    return TransactionBody.legacy(chainId, 0, U256.ONE, gasLimit, to, U256.ONE, data)
        .sign(ALICE.secret());
  }

  private void add(Transaction... transactions) {
    for (Transaction transaction : transactions) {
      assertThat(pool.add(transaction, accounts)).isInstanceOf(Added.class);
    }
  }

  private void refuses(Transaction transaction, Reason reason, String text) {
    int before = pool.size();
    assertThat(pool.add(transaction, accounts))
        .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason))
        .satisfies(refused -> assertThat(refused.text()).contains(text));
    assertThat(pool.size()).isEqualTo(before);
  }

  @Test
  void takesATransactionOnce() {
    Transaction transaction = transfer(ALICE, 0, 100);
    add(transaction);
    assertThat(pool.add(transaction, accounts)).isEqualTo(new Known());
    assertThat(pool.get(transaction.hash())).isEqualTo(transaction);
    assertThat(pool.sizeBytes()).isEqualTo(transaction.encoded().length());
  }

  @Test
  void refusesNoncesThatAreFinalisedOrFarAhead() {
    accounts.nonces.put(ALICE.address(), 5L);
    refuses(transfer(ALICE, 4, 100), Reason.NONCE_TOO_LOW, "next nonce 5, tx nonce 4");
    refuses(transfer(ALICE, 16, 100), Reason.NONCE_TOO_HIGH, "next nonce 5, tx nonce 16");
    refuses(transfer(ALICE, -2, 100), Reason.NONCE_TOO_HIGH, "tx nonce 18446744073709551614");
    add(transfer(ALICE, 15, 100));
  }

  @Test
  void refusesWhatTheAccountCannotPayTogetherWithWhatItHasInThePool() {
    accounts.balances.put(ALICE.address(), U256.of(2 * (TRANSFER_GAS * 100 + 1)));
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 100));
    refuses(transfer(ALICE, 2, 1), Reason.INSUFFICIENT_FUNDS, "insufficient funds");
  }

  @Test
  void aReplacementPaysTenPercentMoreAndCountsOnlyOnce() {
    accounts.balances.put(ALICE.address(), U256.of(TRANSFER_GAS * 111 + 1));
    Transaction first = transfer(ALICE, 0, 100);
    add(first);
    refuses(transfer(ALICE, 0, 109), Reason.UNDERPRICED, "replacement transaction underpriced");
    Transaction second = transfer(ALICE, 0, 110);
    assertThat(pool.add(second, accounts)).isEqualTo(new Added(first));
    assertThat(pool.all()).containsExactly(second);
  }

  @Test
  void refusesWhatNoBlockCanHold() {
    refuses(legacy(78, TRANSFER_GAS, TO, 0), Reason.MALFORMED, "chain");
    refuses(legacy(CHAIN, 20_999, TO, 0), Reason.MALFORMED, "intrinsic gas");
    refuses(legacy(CHAIN, 8_000_001, TO, 0), Reason.MALFORMED, "exceeds block gas limit");
    refuses(legacy(CHAIN, 100_000, TO, 1_000), Reason.MALFORMED, "oversized data");
  }

  @Test
  void refusesWhatNeedsContracts() {
    Transaction creation =
        TransactionBody.legacy(CHAIN, 0, U256.ONE, 100_000, null, U256.ONE, Bytes.EMPTY)
            .sign(ALICE.secret());
    refuses(creation, Reason.MALFORMED, "does not execute contracts yet");
    refuses(transfer(ALICE, 0, 1, CONTRACT), Reason.MALFORMED, "does not execute contracts yet");
  }

  @Test
  void anAccountHasABoundOfItsOwn() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 100), transfer(ALICE, 2, 100));
    refuses(transfer(ALICE, 3, 900), Reason.ACCOUNT_LIMIT, "holds 3 transactions");
    add(transfer(ALICE, 2, 200));
  }

  @Test
  void aFullPoolKeepsThoseThatPayMoreAndLeavesNoHoles() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 500), transfer(ALICE, 2, 300));
    add(transfer(BOB, 0, 400), transfer(BOB, 1, 400), transfer(BOB, 2, 400));
    Key carol = Key.of(3);
    refuses(transfer(carol, 0, 299), Reason.UNDERPRICED, "txpool is full");
    add(transfer(carol, 0, 350));
    assertThat(pool.all()).hasSize(6);
    assertThat(pool.nextNonce(ALICE.address(), accounts)).isEqualTo(2);
  }

  @Test
  void selectsByTipAndKeepsTheOrderOfNonces() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 900), transfer(BOB, 0, 500));
    assertThat(pool.select(any -> true, accounts::nonce, U256.of(50), 8_000_000, 10_000))
        .extracting(Transaction::sender)
        .containsExactly(BOB.address(), ALICE.address(), ALICE.address());
  }

  @Test
  void selectsOnlyItsPartitionAndWhatItsAncestorsDoNotHold() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 100), transfer(BOB, 0, 100));
    assertThat(pool.select(ALICE.address()::equals, sender -> 1L, U256.ZERO, 8_000_000, 10_000))
        .extracting(Transaction::nonce)
        .containsExactly(1L);
  }

  @Test
  void leavesOutWhatDoesNotPayTheBaseFeeWithWhatFollowsIt() {
    add(transfer(ALICE, 0, 40), transfer(ALICE, 1, 100), transfer(BOB, 0, 60));
    assertThat(pool.select(any -> true, accounts::nonce, U256.of(50), 8_000_000, 10_000))
        .extracting(Transaction::sender)
        .containsExactly(BOB.address());
  }

  @Test
  void selectsNoMoreThanTheBlockHolds() {
    add(transfer(ALICE, 0, 100), transfer(BOB, 0, 90), transfer(BOB, 1, 90));
    assertThat(pool.select(any -> true, accounts::nonce, U256.ZERO, 2 * TRANSFER_GAS, 10_000))
        .hasSize(2);
    int size = transfer(ALICE, 0, 100).encoded().length();
    assertThat(pool.select(any -> true, accounts::nonce, U256.ZERO, 8_000_000, size)).hasSize(1);
  }

  @Test
  void whatIsFinalisedLeavesAndWhatIsQueuedWaits() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 2, 100));
    assertThat(pool.nextNonce(ALICE.address(), accounts)).isEqualTo(1);
    accounts.nonces.put(ALICE.address(), 1L);
    pool.refresh(List.of(ALICE.address()), accounts);
    assertThat(pool.all()).extracting(Transaction::nonce).containsExactly(2L);
    assertThat(pool.nextNonce(ALICE.address(), accounts)).isEqualTo(1);
    add(transfer(ALICE, 1, 100));
    assertThat(pool.nextNonce(ALICE.address(), accounts)).isEqualTo(3);
  }

  @Test
  void whatItsSenderCanNoLongerPayLeaves() {
    add(transfer(ALICE, 0, 100), transfer(ALICE, 1, 100));
    accounts.balances.put(ALICE.address(), U256.of(TRANSFER_GAS * 100 + 1));
    pool.refresh(List.of(ALICE.address()), accounts);
    assertThat(pool.all()).extracting(Transaction::nonce).containsExactly(0L);
  }

  @Test
  void staysWithinItsBoundsUnderRandomUse() {
    long seed = 5;
    Random random = new Random(seed);
    TransactionPool crowded = pool(new PoolLimits(20, 2_500, 8, 1_000, 10, 10));
    List<Key> keys = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      keys.add(Key.of(i));
    }
    for (int round = 0; round < 1_500; round++) {
      Key key = keys.get(random.nextInt(keys.size()));
      if (random.nextInt(10) == 0) {
        accounts.nonces.merge(key.address(), 1L, Long::sum);
        crowded.refresh(List.of(key.address()), accounts);
      } else {
        long nonce = accounts.nonce(key.address()) + random.nextInt(5);
        crowded.add(transfer(key, nonce, 1 + random.nextInt(1_000)), accounts);
      }
      List<Transaction> all = crowded.all();
      assertThat(crowded.size()).as("seed %d, round %d", seed, round).isEqualTo(all.size());
      assertThat(all.size()).isLessThanOrEqualTo(20);
      assertThat(crowded.sizeBytes())
          .isEqualTo(all.stream().mapToLong(each -> each.encoded().length()).sum())
          .isLessThanOrEqualTo(2_500);
    }
  }
}
