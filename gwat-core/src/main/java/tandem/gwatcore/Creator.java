package tandem.gwatcore;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.Drafting;
import tandem.gwatledger.FinalBlock;
import tandem.gwatpool.AccountReader;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Address;
import tandem.primitives.U256;

/// Makes blocks for the accounts whose keys are here, when the coordinator says that their slot has
/// begun (ledger-rules.md 6). The only caller is the stage machine, in WORKING (S1).
final class Creator {
  /// Room for the header, which counts into the size of a block.
  private static final long BODY_BYTES_MAX = Block.SIZE_MAX - 4_096;

  private final Context node;
  private final Relay relay;

  Creator(Context node, Relay relay) {
    this.node = node;
    this.relay = relay;
  }

  /// Makes one block for each creator of the slot whose key is here.
  void begin(ConsensusInfo info) {
    List<Address> creators = info.creators();
    if (creators == null || info.slot() != node.currentSlot()) {
      return;
    }
    for (int i = 0; i < creators.size(); i++) {
      BlockSigner signer = node.config.signers().get(creators.get(i));
      if (signer != null) {
        create(info.slot(), signer, i, creators.size());
      }
    }
  }

  private void create(long slot, BlockSigner signer, int index, int count) {
    switch (node.ledger.draft(slot, signer.address())) {
      case Drafting.Declined declined -> explain(slot, declined.reason(), declined.text());
      case Drafting.Draft draft -> {
        List<Transaction> transactions = choose(draft, index, count);
        long timeS = Math.max(node.nowMs, node.config.slotStartMs(slot)) / 1_000;
        switch (node.ledger.seal(draft, transactions, timeS, signer)) {
          case Drafting.Sealing.Sealed(Block block) -> {
            node.emit(new NodeEffect.BlockCreated(block.hash(), slot, block.transactions().size()));
            relay.block(block, true);
          }
          case Drafting.Sealing.NotSealed(Drafting.Reason reason, String text) ->
              explain(slot, reason, text);
        }
      }
    }
  }

  /// Transactions of this creator's part of all senders, after those of the block's ancestors.
  private List<Transaction> choose(Drafting.Draft draft, int index, int count) {
    Map<Address, Long> next = new HashMap<>();
    for (Transaction transaction : draft.pending()) {
      Address sender = transaction.sender();
      if (sender != null) {
        next.merge(sender, transaction.nonce() + 1, Math::max);
      }
    }
    AccountReader accounts = node.accounts();
    return node.pool.select(
        sender -> part(sender, count) == index,
        sender -> Math.max(next.getOrDefault(sender, 0L), accounts.nonce(sender)),
        baseFee(),
        draft.gasLimit(),
        BODY_BYTES_MAX);
  }

  /// Of the last finalised block: the best guess at what the block will be executed with.
  private U256 baseFee() {
    FinalBlock last = node.reads().lastFinalized();
    @Nullable StateFields state = last.header().state();
    return state == null ? U256.ZERO : state.baseFee();
  }

  private static int part(Address sender, int count) {
    return new BigInteger(1, sender.unsafeArray()).mod(BigInteger.valueOf(count)).intValue();
  }

  private void explain(long slot, Drafting.Reason reason, String text) {
    switch (reason) {
      // Nothing that an operator could change.
      case SLOT_TAKEN, SLOT_PASSED, EMPTY -> {}
      case TOO_MANY_SLOTS, NOT_A_CREATOR, INVALID ->
          node.emit(new NodeEffect.Note("no block for slot " + slot + ": " + text));
    }
  }
}
