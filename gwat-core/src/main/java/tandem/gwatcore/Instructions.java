package tandem.gwatcore;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.SpineSequence;
import tandem.gwatledger.Changes;
import tandem.gwatledger.CheckpointState;
import tandem.gwatledger.Coordination;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.Finalisation;
import tandem.gwatledger.LedgerReads;
import tandem.gwatledger.Refusal;
import tandem.gwatledger.Unwinding;
import tandem.gwatstages.Anchors;
import tandem.gwatstages.Application;
import tandem.gwatstages.CheckpointCheck;
import tandem.gwattypes.Header;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Carries out on the ledger what the coordinator says, and answers its reads.
final class Instructions {
  private final Context node;
  private final Intake intake;
  private final Consumer<Changes> changed;

  /// @param changed told of what an instruction did to the finalised chain or the DAG
  Instructions(Context node, Intake intake, Consumer<Changes> changed) {
    this.node = node;
    this.intake = intake;
    this.changed = changed;
  }

  CheckpointCheck check(Hash32 spine) {
    return switch (node.ledger.checkpoint(spine)) {
      case CheckpointState.Ready(Hash32 hash, long number) -> new CheckpointCheck.Ready(number);
      case CheckpointState.Unknown(Hash32 hash) -> new CheckpointCheck.Unknown();
      case CheckpointState.NotFinalised(Hash32 hash) -> new CheckpointCheck.NotFinalized();
      case CheckpointState.NotOnMainChain(Hash32 hash, long number, long height) ->
          new CheckpointCheck.BadNumber(number, height);
      case CheckpointState.StateMissing(Hash32 hash, Hash32 root) ->
          new CheckpointCheck.StateMissing();
    };
  }

  /// Keeps creators and anchors of a slot.
  void take(ConsensusInfo info, Anchors anchors) {
    keepCreators(info);
    Finalisation kept = node.ledger.finalizeSpines(List.of(), coordination(anchors));
    report(kept.changes());
  }

  /// Unwinds to the last main-chain block below `spine` whose state is present, or to the highest
  /// such block if `spine` is not finalised.
  void repair(Hash32 spine) {
    FinalBlock from = node.reads().finalBlock(spine);
    long number = (from == null ? node.lastNumber() + 1 : from.number()) - 1;
    for (; number >= 0; number--) {
      Hash32 hash = node.reads().hashOf(number);
      if (hash != null && node.ledger.checkpoint(hash) instanceof CheckpointState.Ready) {
        switch (node.ledger.unwindTo(hash)) {
          case Unwinding.Unwound(Changes changes) -> report(changes);
          case Unwinding.Refused(Refusal refusal) ->
              node.emit(new NodeEffect.Alarm("the finalised chain stays: " + refusal.text()));
        }
        return;
      }
    }
  }

  /// Applies head-sync data entry by entry.
  ///
  /// @param end the spine with which the finalised chain is to end when the data are final; null is
  ///   genesis
  Application applyHeadSync(List<ConsensusInfo> entries, boolean isFinal, @Nullable Hash32 end) {
    Long lastApplied = null;
    for (ConsensusInfo entry : entries) {
      keepCreators(entry);
      Anchors anchors = new Anchors(entry.slot(), entry.justifiedSpine(), entry.finalizedSpine());
      Finalisation result = node.ledger.finalizeSpines(entry.finalizing(), coordination(anchors));
      report(result.changes());
      if (result instanceof Finalisation.Refused(Refusal refusal, Changes changes)) {
        return notApplied(refusal, entry.slot(), lastApplied);
      }
      lastApplied = entry.slot();
    }
    Hash32 confirmed = end == null ? node.reads().genesis().hash() : end;
    if (isFinal && !confirmed.equals(last().hash())) {
      // What this node finalised on its own above the coordinator's last spine is not confirmed
      // (S3).
      switch (node.ledger.unwindTo(confirmed)) {
        case Unwinding.Unwound(Changes changes) -> report(changes);
        case Unwinding.Refused(Refusal refusal) -> {
          return notApplied(refusal, entries.getLast().slot(), lastApplied);
        }
      }
    }
    return new Application.Applied(last().number(), last().hash());
  }

  Application applyFinalize(List<Hash32> spines, Anchors anchors) {
    Finalisation result = node.ledger.finalizeSpines(spines, coordination(anchors));
    report(result.changes());
    return switch (result) {
      case Finalisation.Applied applied -> new Application.Applied(last().number(), last().hash());
      case Finalisation.Refused(Refusal refusal, Changes changes) ->
          notApplied(refusal, null, null);
    };
  }

  /// Answers a call that only reads.
  LinkResponse serve(LinkRequest request, Stage stage, @Nullable ConsensusInfo checkpoint) {
    return switch (request) {
      case LinkRequest.GetCandidates(long slot) ->
          new LinkResponse.Candidates(node.ledger.candidates(slot));
      case LinkRequest.ValidateSpines(List<Hash32> spines) ->
          new LinkResponse.Verdict(validates(spines));
      case LinkRequest.SyncSlotInfo(long genesisTimeS, long secondsPerSlot, long slotsPerEpoch) ->
          new LinkResponse.Verdict(
              genesisTimeS == node.config.genesis().timeS()
                  && secondsPerSlot == node.config.secondsPerSlot()
                  && slotsPerEpoch == node.config.slotsPerEpoch());
      case LinkRequest.ReadCoordinatedState() ->
          new LinkResponse.Coordinated(coordinated(stage, checkpoint));
      case LinkRequest.ReadChainId() ->
          new LinkResponse.ChainId(node.config.genesis().config().chainId());
      case LinkRequest.ReadBlock(@Nullable Long number) -> new LinkResponse.Block(block(number));
      case LinkRequest.HeadSyncReady checked -> throw notARead(request);
      case LinkRequest.HeadSync applied -> throw notARead(request);
      case LinkRequest.Sync begun -> throw notARead(request);
      case LinkRequest.Finalize applied -> throw notARead(request);
      case LinkRequest.ReadSyncStatus answered -> throw notARead(request);
    };
  }

  CoordinatedState coordinated(Stage stage, @Nullable ConsensusInfo checkpoint) {
    LedgerReads.CoordinatedState coordinated = node.reads().coordinated();
    LedgerReads.Counts counts = node.reads().counts();
    FinalBlock last = last();
    return new CoordinatedState(
        stage,
        checkpoint == null ? null : checkpoint.slot(),
        checkpoint == null ? null : checkpoint.lastSpine(),
        coordinated == null ? null : coordinated.slot(),
        coordinated == null ? null : coordinated.spine(),
        last.number(),
        last.hash(),
        counts.dagBlocks(),
        counts.dagSlots());
  }

  private boolean validates(List<Hash32> spines) {
    return switch (node.ledger.validateSpines(spines)) {
      case SpineSequence.Valid valid -> true;
      case SpineSequence.Unknown(Hash32 hash) -> {
        intake.want(hash, null);
        yield false;
      }
      case SpineSequence.Wrong wrong -> false;
    };
  }

  private @Nullable BlockRef block(@Nullable Long number) {
    Hash32 hash = number == null ? last().hash() : node.reads().hashOf(number);
    Header header = hash == null ? null : node.reads().header(hash);
    if (hash == null || header == null || header.state() == null) {
      return null;
    }
    return new BlockRef(hash, header.state().number(), header.slot(), header.timeS());
  }

  private void keepCreators(ConsensusInfo info) {
    report(node.ledger.setCreators(info.slot(), info.creators()));
  }

  private void report(Changes changes) {
    if (!changes.isEmpty()) {
      changed.accept(changes);
    }
  }

  private Application notApplied(
      Refusal refusal, @Nullable Long slot, @Nullable Long lastAppliedSlot) {
    Reason reason;
    Hash32 spine;
    switch (refusal) {
      case Refusal.UnknownSpine(Hash32 hash) -> {
        reason = Reason.UNKNOWN_SPINE;
        spine = hash;
      }
      case Refusal.PendingPast(Hash32 hash, List<Hash32> pending) -> {
        reason = Reason.CREATORS_UNKNOWN;
        spine = hash;
      }
      case Refusal.BelowFloor(Hash32 hash, Hash32 shared, Hash32 floor) -> {
        reason = Reason.BELOW_FLOOR;
        spine = hash;
      }
      case Refusal.NotASequence(Hash32 hash, String fault) -> {
        reason = Reason.NOT_A_SEQUENCE;
        spine = hash;
      }
      case Refusal.NotOnMainChain(Hash32 hash) -> {
        reason = Reason.NOT_A_SEQUENCE;
        spine = hash;
      }
      case Refusal.InvalidBlock(Hash32 hash, String fault) -> {
        reason = Reason.INVALID_BLOCK;
        spine = hash;
      }
    }
    return new Application.NotApplied(
        reason, slot, spine, refusal.text(), lastAppliedSlot, last().number());
  }

  private FinalBlock last() {
    return node.reads().lastFinalized();
  }

  private static Coordination coordination(Anchors anchors) {
    return new Coordination(anchors.slot(), anchors.justifiedSpine(), anchors.finalizedSpine());
  }

  private static IllegalArgumentException notARead(LinkRequest request) {
    return new IllegalArgumentException(request + " does not only read");
  }
}
