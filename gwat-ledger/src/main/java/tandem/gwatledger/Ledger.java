package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.Candidates;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.SpineSequence;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.store.Store;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// The database of gwat and everything that ledger-rules.md says about it. What is finalised, with
/// all numbers, receipts and states, is a function of the DAG and of the last spine alone.
///
/// Each operation is one atomic write, or a sequence of them that says so; one that refuses has
/// changed nothing. All methods run on the loop thread. [StoreException] may come from any of them;
/// then what was to be written in that write has not happened, the operation can be repeated, and
/// where the disk recovers the ledger goes on.
public final class Ledger {
  private final Core core;
  private final Inserter inserter;
  private final Finaliser finaliser;
  private final Unwinder unwinder;
  private final Removal removal;
  private final Importer importer;
  private final Creation creation;
  private final LedgerReads reads;
  private final List<String> repaired;
  private final List<Hash32> dropped;

  private Ledger(Core core, LedgerPorts ports, Genesis genesis) {
    this.core = core;
    Senders senders = new Senders();
    Execution execution = new Execution(core, ports.executor(), senders);
    List<Hash32> lost = new ArrayList<>();
    this.repaired = List.copyOf(new Opening(core, ports.executor(), execution).open(genesis, lost));
    this.dropped = List.copyOf(lost);
    ContentRules content = new ContentRules(core.config, ports, senders, core.gasLimit());
    this.removal = new Removal(core);
    this.unwinder = new Unwinder(core, execution, removal);
    this.finaliser = new Finaliser(core, execution, unwinder, removal);
    this.inserter = new Inserter(core, content);
    this.importer = new Importer(core, inserter, finaliser);
    this.creation = new Creation(core, inserter);
    this.reads = new LedgerReads(core);
  }

  /// Opens the database, or writes genesis into an empty one, and checks that pair-sync.md S2 and
  /// S6 hold before anything else happens.
  ///
  /// @throws WrongGenesisException if the database is of another network
  /// @throws StoreException with kind DAMAGED if it is damaged; the text says how
  public static Ledger open(Store store, Genesis genesis, LedgerConfig config, LedgerPorts ports) {
    return new Ledger(new Core(store, config), ports, genesis);
  }

  /// Judges a block by ledger-rules.md 2 and, if nothing is against it, takes it into the DAG.
  public Insertion insert(Block block, Source source) {
    core.requireWhole();
    return inserter.insert(block, source);
  }

  /// Keeps the creators of a slot. Blocks of the slot that were made by others leave the DAG.
  ///
  /// @param creators in order of assignment; null if the coordinator cannot know them
  /// @return the blocks that left
  public Changes setCreators(long slot, @Nullable List<Address> creators) {
    core.requireWhole();
    Records.Creators given = new Records.Creators(creators);
    if (given.equals(core.records.creators(slot))) {
      return Changes.NONE;
    }
    Changes.Builder made = new Changes.Builder();
    try {
      core.records.putCreators(slot, given);
      removal.settle(core.index.nodesOfSlot(slot), made);
      core.commit(Durability.BUFFERED);
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
    return made.build();
  }

  /// Finalises the spines one after the other; each is one atomic write, of which the way back to
  /// where the spine's main chain left the finalised one is a part. A spine that is on the
  /// finalised main chain already costs nothing.
  public Finalisation finalizeSpines(List<Hash32> spines, Coordination coordination) {
    core.requireWhole();
    return finaliser.finalise(spines, coordination, false);
  }

  /// Takes all finalised blocks above `target` back into the DAG.
  public Unwinding unwindTo(Hash32 target) {
    core.requireWhole();
    DagBlock block = core.index.block(target);
    if (block == null) {
      return new Unwinding.Refused(new Refusal.UnknownSpine(target));
    }
    if (!core.dag.isFinalisedMain(block)) {
      return new Unwinding.Refused(new Refusal.NotOnMainChain(target));
    }
    Refusal refusal = unwinder.floorFault(block, block);
    if (refusal != null) {
      return new Unwinding.Refused(refusal);
    }
    Changes.Builder made = new Changes.Builder();
    try {
      unwinder.stage(block, made);
      core.commit(Durability.BUFFERED);
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
    return new Unwinding.Unwound(made.build());
  }

  /// Takes in a range of a peer's finalised chain, numbers ascending (ledger-rules.md 8).
  public ChainImport importFinalized(List<ChainImport.Numbered> range) {
    core.requireWhole();
    return importer.importRange(range);
  }

  /// Chooses the place of a new block.
  public Drafting draft(long slot, Address coinbase) {
    core.requireWhole();
    return creation.draft(slot, coinbase);
  }

  /// Signs a block, marks its slot as used, durably, and takes it into the DAG.
  ///
  /// @param timeS within the slot
  public Drafting.Sealing seal(
      Drafting.Draft draft, List<Transaction> transactions, long timeS, BlockSigner signer) {
    core.requireWhole();
    return creation.seal(draft, transactions, timeS, signer);
  }

  /// Whether head sync can start from this spine (R12). Reads only.
  public CheckpointState checkpoint(Hash32 spine) {
    DagBlock block = core.index.block(spine);
    if (block == null) {
      return new CheckpointState.Unknown(spine);
    }
    FinalBlock finalised = core.records.finalBlock(spine);
    if (finalised == null) {
      return new CheckpointState.NotFinalised(spine);
    }
    if (finalised.number() != block.height()) {
      return new CheckpointState.NotOnMainChain(spine, finalised.number(), block.height());
    }
    Hash32 root = Records.state(finalised).root();
    return WorldState.isPresent(core.staged, root)
        ? new CheckpointState.Ready(spine, finalised.number())
        : new CheckpointState.StateMissing(spine, root);
  }

  /// The spines to offer, up to a slot, ascending (`dag_getCandidates`, ledger-rules.md 3).
  ///
  /// @param slotLimit unsigned, inclusive
  public List<Hash32> candidates(long slotLimit) {
    Candidates candidates = new Candidates(core.dag, core.lastDagBlock());
    DagBlock tip = candidates.bestTip(core.index.cleanTips());
    long limit = slotLimit < 0 ? Long.MAX_VALUE : slotLimit;
    return candidates.upTo(tip, limit, this::hasTwin).stream().map(DagBlock::hash).toList();
  }

  /// Whether these spines can be finalised in this order (`dag_validateSpines`).
  public SpineSequence validateSpines(List<Hash32> spines) {
    return SpineSequence.of(core.dag, core.lastDagBlock(), spines, this::isClean);
  }

  /// The best tip; the last finalised spine if nothing better stands on it.
  public DagBlock bestTip() {
    Collection<DagBlock> tips = core.index.cleanTips();
    return new Candidates(core.dag, core.lastDagBlock()).bestTip(tips);
  }

  /// Blocks without children, ascending; the last finalised spine where the DAG is empty.
  public Set<Hash32> tips() {
    Set<Hash32> tips = core.index.tips();
    return tips.isEmpty() ? Set.of(core.last().hash()) : tips;
  }

  /// Blocks of the DAG that [#open] dropped because they or their past were damaged; worth
  /// fetching.
  public List<Hash32> dropped() {
    return dropped;
  }

  /// What [#open] repaired, a sentence each.
  public List<String> repaired() {
    return repaired;
  }

  /// What else can be asked.
  public LedgerReads reads() {
    return reads;
  }

  private boolean hasTwin(DagBlock block) {
    DagNode node = core.index.node(block.hash());
    return node != null && core.records.seen(block.slot(), node.coinbase).size() > 1;
  }

  private boolean isClean(DagBlock block) {
    DagNode node = core.index.node(block.hash());
    return node == null || node.clean;
  }
}
