package tandem.gwatstages;

import java.util.List;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.GetCandidates;
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkRequest.ReadBlock;
import tandem.pairprotocol.LinkRequest.ReadChainId;
import tandem.pairprotocol.LinkRequest.ReadCoordinatedState;
import tandem.pairprotocol.LinkRequest.ReadSyncStatus;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.pairprotocol.LinkRequest.SyncSlotInfo;
import tandem.pairprotocol.LinkRequest.ValidateSpines;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// What gwat may do in which stage: the table of pair-sync.md 4, and nothing else anywhere.
public final class GwatGate {
  /// What becomes of a block that a peer propagates.
  public enum Blocks {
    REFUSED,
    /// Kept outside the DAG, bounded.
    ASIDE,
    ACCEPTED
  }

  /// How far head sync has come beside the stage.
  public enum Readiness {
    /// No readiness answer holds.
    NONE,
    /// The last readiness answer was `true`, or a chunk was applied and more are to come.
    READY,
    /// A call that checks or changes the finalised chain is being executed.
    BUSY
  }

  /// May this call be served?
  public sealed interface Verdict {
    record Admit() implements Verdict {}

    record Refuse(Reason reason) implements Verdict {}
  }

  private enum Cell {
    YES,
    /// Admitted after a readiness answer `true`.
    IF_READY,
    SYNCHRONIZATION,
    LOCKED,
    NOT_READY,
    STARTING
  }

  /// The rows of the table, a cell a stage, in the order of [Stage].
  private enum Row {
    WORK(
        Cell.SYNCHRONIZATION,
        Cell.SYNCHRONIZATION,
        Cell.SYNCHRONIZATION,
        Cell.SYNCHRONIZATION,
        Cell.SYNCHRONIZATION,
        Cell.YES,
        Cell.SYNCHRONIZATION),
    VALIDATE(
        Cell.SYNCHRONIZATION,
        Cell.SYNCHRONIZATION,
        Cell.YES,
        Cell.YES,
        Cell.YES,
        Cell.YES,
        Cell.YES),
    READINESS(Cell.LOCKED, Cell.LOCKED, Cell.LOCKED, Cell.YES, Cell.YES, Cell.YES, Cell.YES),
    HEAD_SYNC(
        Cell.NOT_READY,
        Cell.NOT_READY,
        Cell.NOT_READY,
        Cell.IF_READY,
        Cell.IF_READY,
        Cell.NOT_READY,
        Cell.NOT_READY),
    READ(Cell.STARTING, Cell.YES, Cell.YES, Cell.YES, Cell.YES, Cell.YES, Cell.YES),
    STATUS(Cell.YES, Cell.YES, Cell.YES, Cell.YES, Cell.YES, Cell.YES, Cell.YES);

    private final List<Cell> cells;

    Row(Cell... cells) {
      this.cells = List.of(cells);
    }

    Cell at(Stage stage) {
      return cells.get(stage.ordinal());
    }
  }

  private static final Verdict ADMIT = new Verdict.Admit();

  private GwatGate() {}

  /// May `request` be served? While a call is being executed, another one that would change the
  /// finalised chain is `busy`; the stage comes first, so that the reason is the lasting one.
  public static Verdict decide(Stage stage, Readiness readiness, LinkRequest request) {
    return switch (row(request).at(stage)) {
      case YES ->
          readiness == Readiness.BUSY && changesChain(request) ? refuse(Reason.BUSY) : ADMIT;
      case IF_READY ->
          switch (readiness) {
            case NONE -> refuse(Reason.NOT_READY);
            case READY -> ADMIT;
            case BUSY -> refuse(Reason.BUSY);
          };
      case SYNCHRONIZATION -> refuse(Reason.SYNCHRONIZATION);
      case LOCKED -> refuse(Reason.PROCEDURE_LOCKED);
      case NOT_READY -> refuse(Reason.NOT_READY);
      case STARTING -> refuse(Reason.STARTING);
    };
  }

  public static Blocks propagatedBlocks(Stage stage) {
    return switch (stage) {
      case STARTING -> Blocks.REFUSED;
      case CHECKPOINT_SYNC -> Blocks.ASIDE;
      case DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, WORKING, CATCH_UP -> Blocks.ACCEPTED;
    };
  }

  /// Whether blocks and transactions are passed on.
  public static boolean relays(Stage stage) {
    return switch (stage) {
      case STARTING, CHECKPOINT_SYNC -> false;
      case DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, WORKING, CATCH_UP -> true;
    };
  }

  /// Whether the node may create blocks (S1).
  public static boolean createsBlocks(Stage stage) {
    return stage == Stage.WORKING;
  }

  private static Row row(LinkRequest request) {
    return switch (request) {
      case Sync(_), Finalize(_, _), GetCandidates(_) -> Row.WORK;
      case ValidateSpines(_) -> Row.VALIDATE;
      case HeadSyncReady(_) -> Row.READINESS;
      case HeadSync(_, _) -> Row.HEAD_SYNC;
      case SyncSlotInfo(_, _, _), ReadCoordinatedState(), ReadChainId(), ReadBlock(_) -> Row.READ;
      case ReadSyncStatus() -> Row.STATUS;
    };
  }

  private static boolean changesChain(LinkRequest request) {
    return switch (request) {
      case HeadSyncReady(_), HeadSync(_, _), Finalize(_, _) -> true;
      case Sync(_),
          GetCandidates(_),
          ValidateSpines(_),
          SyncSlotInfo(_, _, _),
          ReadCoordinatedState(),
          ReadSyncStatus(),
          ReadChainId(),
          ReadBlock(_) ->
          false;
    };
  }

  private static Verdict refuse(Reason reason) {
    return new Verdict.Refuse(reason);
  }
}
