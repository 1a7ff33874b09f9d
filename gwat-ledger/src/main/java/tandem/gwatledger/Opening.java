package tandem.gwatledger;

import static tandem.gwatledger.LedgerColumns.key;

import java.util.ArrayList;
import java.util.List;
import tandem.gwatdag.DagBlock;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisBlock;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;
import tandem.store.Store.Durability;

/// What happens before the first answer: genesis, and that pair-sync.md S2, S6 and S8 hold. Every
/// operation is one atomic write, so a crash leaves nothing to repair; what is found wrong here
/// comes from damaged files. Damage of the DAG costs blocks that can be fetched again, damage of
/// what is finalised is refused.
final class Opening {
  /// Finalised blocks that are looked at, from the last one down. The rest shows when it is needed.
  private static final int CHECKED_BLOCKS = 256;

  /// Gas of the smallest transaction.
  private static final long LEAST_GAS_LIMIT = 21_000;

  private final Core core;
  private final BlockExecutor executor;
  private final Execution execution;

  Opening(Core core, BlockExecutor executor, Execution execution) {
    this.core = core;
    this.executor = executor;
    this.execution = execution;
  }

  /// @return blocks of the DAG that were dropped, because they or their past were damaged
  List<Hash32> open(Genesis genesis) {
    GenesisBlock built = genesis.build();
    Hash32 stored = core.records.marker(Records.GENESIS);
    if (stored == null && core.records.hashOf(0) != null) {
      throw Records.damaged("it does not name its genesis");
    } else if (stored == null) {
      checkGenesis(genesis);
      writeGenesis(built);
    } else if (!stored.equals(built.hash())) {
      throw new WrongGenesisException(stored, built.hash());
    }
    checkFinalised();
    execution.ensureState(core.last());
    core.commit(Durability.SYNCED);
    return dropUnfit(core.load());
  }

  private void checkGenesis(Genesis genesis) {
    if (genesis.gasLimit() < LEAST_GAS_LIMIT) {
      throw new IllegalArgumentException(
          "the genesis file has gas limit " + genesis.gasLimit() + ", below " + LEAST_GAS_LIMIT);
    }
    boolean hasCode =
        genesis.alloc().values().stream().anyMatch(account -> !account.code().isEmpty());
    if (hasCode && !executor.runsCode()) {
      throw new IllegalArgumentException(
          "the genesis file gives an account code, which this version cannot execute");
    }
  }

  private void writeGenesis(GenesisBlock built) {
    Hash32 hash = built.hash();
    Header header = built.header();
    core.records.putBlock(hash, built.block());
    core.records.putFinal(new FinalBlock(0, hash, header.finalizedHash(), header));
    core.records.putReceipts(hash, List.of());
    built.trieNodes().forEach((key, node) -> core.staged.put(LedgerColumns.TRIE, key(key), node));
    built.codes().forEach((key, code) -> core.staged.put(LedgerColumns.CODE, key(key), code));
    core.records.putMarker(Records.GENESIS, hash);
    core.records.putMarker(Records.LAST, hash);
    core.commit(Durability.SYNCED);
  }

  private void checkFinalised() {
    FinalBlock last = core.last();
    if (last.number() != last.header().height()) {
      throw Records.damaged(
          "the last finalised block "
              + last.hash()
              + " has number "
              + last.number()
              + " but height "
              + last.header().height());
    }
    if (core.records.hashOf(last.number() + 1) != null) {
      throw Records.damaged("a number is given above the last, " + last.number());
    }
    long lowest = Math.max(0, last.number() - CHECKED_BLOCKS);
    for (long number = last.number(); number >= lowest; number--) {
      Hash32 hash = core.records.requireHashOf(number);
      FinalBlock block = core.records.requireFinal(hash);
      if (block.number() != number || !core.records.hasBody(hash)) {
        throw Records.damaged("finalised block " + hash + " has no number or no body");
      }
      checkParents(block);
    }
  }

  private void checkParents(FinalBlock block) {
    for (Hash32 parent : block.header().parentHashes()) {
      long number = core.records.numberOf(parent);
      if (number < 0 || number >= block.number()) {
        throw Records.damaged(
            "parent " + parent + " of finalised block " + block.hash() + " is not before it");
      }
    }
  }

  private List<Hash32> dropUnfit(List<Hash32> unfit) {
    for (Hash32 hash : unfit) {
      Header header = core.records.header(hash);
      if (header == null) {
        core.records.deleteDagRecord(hash);
      } else {
        DagBlock block = Records.dagBlock(hash, header);
        core.records.deleteDagBlock(hash, block.slot(), header.coinbase());
      }
    }
    core.commit(Durability.SYNCED);
    return new ArrayList<>(unfit);
  }
}
