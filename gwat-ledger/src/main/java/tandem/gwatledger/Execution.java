package tandem.gwatledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tandem.crypto.Keccak256;
import tandem.gwatdag.DagBlock;
import tandem.gwatledger.Records.Lookup;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// Executes blocks in their order and gives them number, state fields and receipts (ledger-rules.md
/// 5).
final class Execution {
  private final Core core;
  private final BlockExecutor executor;
  private final Senders senders;

  Execution(Core core, BlockExecutor executor, Senders senders) {
    this.core = core;
    this.executor = executor;
    this.senders = senders;
  }

  /// Executes `block` on the state after `parent` and stages all that finalisation writes about it,
  /// the removal from the DAG and the markers left out.
  ///
  /// @param main the main-chain block that merges it, or the block itself
  /// @param parent the block with the number before
  /// @param target where changes are staged; also the state is read through it
  FinalBlock execute(DagBlock block, DagBlock main, FinalBlock parent, Staged target) {
    Records records = core.records.through(target);
    Block full = records.requireBlock(block.hash());
    Header header = full.header();
    BlockContext context = context(records, header, main, parent);
    WorldState state = WorldState.at(target, Records.state(parent).root());

    List<Receipt> receipts = executor.execute(context, signed(full), state);
    if (receipts.size() != full.transactions().size()) {
      throw new IllegalStateException("not one receipt a transaction");
    }
    StateFields fields =
        new StateFields(
            context.baseFee(),
            context.number(),
            state.commit(),
            Receipt.root(receipts),
            receipts.isEmpty() ? 0 : receipts.getLast().cumulativeGasUsed(),
            Receipt.bloom(receipts));
    Header finalised = header.withState(fields);
    FinalBlock result =
        new FinalBlock(context.number(), block.hash(), finalised.finalizedHash(), finalised);
    records.putFinal(result);
    records.putReceipts(block.hash(), receipts);
    for (int i = 0; i < receipts.size(); i++) {
      if (receipts.get(i).status() != Receipt.Status.SKIPPED) {
        records.putLookup(full.transactions().get(i).hash(), new Lookup(block.hash(), i));
      }
    }
    return result;
  }

  /// Makes the state of a finalised main-chain block present by executing again from the last block
  /// below that has one. In a whole database there is nothing to do.
  void ensureState(FinalBlock block) {
    List<FinalBlock> missing = new ArrayList<>();
    FinalBlock at = block;
    while (!WorldState.isPresent(core.staged, Records.state(at).root())) {
      if (at.number() == 0) {
        throw Records.damaged("the state of genesis is missing");
      }
      if (at.number() == at.header().height()) {
        missing.add(at);
      }
      at = core.records.requireFinal(core.records.requireHashOf(at.number() - 1));
    }
    FinalBlock parent = at;
    for (FinalBlock main : missing.reversed()) {
      DagBlock mainBlock = core.requireBlock(main.hash());
      while (parent.number() < main.number()) {
        Hash32 hash = core.records.requireHashOf(parent.number() + 1);
        Hash32 before = core.records.requireFinal(hash).finalisedHash();
        parent = execute(core.requireBlock(hash), mainBlock, parent, core.staged);
        if (!parent.finalisedHash().equals(before)) {
          throw Records.damaged("block " + hash + " does not execute as it did before");
        }
      }
    }
  }

  private BlockContext context(Records records, Header header, DagBlock main, FinalBlock parent) {
    StateFields before = Records.state(parent);
    long number = parent.number() + 1;
    U256 baseFee = BaseFees.next(parent.header().gasLimit(), before.gasUsed(), before.baseFee());
    return new BlockContext(
        number,
        core.config.slotStartS(main.slot()),
        header.coinbase(),
        header.gasLimit(),
        baseFee,
        records::hashOf,
        Keccak256.hash(prevRandaoInput(main.hash(), number)),
        core.config.chainId());
  }

  private static byte[] prevRandaoInput(Hash32 main, long number) {
    return ByteBuffer.allocate(Hash32.LENGTH + 8).put(main.unsafeArray()).putLong(number).array();
  }

  private List<BlockExecutor.Signed> signed(Block block) {
    List<BlockExecutor.Signed> signed = new ArrayList<>(block.transactions().size());
    for (Transaction transaction : block.transactions()) {
      Address sender = senders.of(transaction);
      if (sender == null) {
        throw Records.damaged(transaction + " of block " + block.hash() + " has no sender");
      }
      signed.add(new BlockExecutor.Signed(transaction, sender));
    }
    return signed;
  }
}
