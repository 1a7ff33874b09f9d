package tandem.beaconnode;

import java.util.List;
import java.util.function.Consumer;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// A gwat that is always ready, has no candidates and applies whatever it is sent.
final class ScriptedGwat implements GwatLink {
  private Hash32 last = TestNetwork.GWAT_GENESIS;
  private long lastSlot;

  @Override
  public synchronized void call(
      LinkRequest request, long timeoutMs, Consumer<? super LinkOutcome> done) {
    done.accept(new LinkOutcome.Answered(answer(request)));
  }

  private LinkResponse answer(LinkRequest request) {
    return switch (request) {
      case LinkRequest.ReadChainId() -> new LinkResponse.ChainId(TestNetwork.CHAIN_ID);
      case LinkRequest.ReadBlock(_) ->
          new LinkResponse.Block(new BlockRef(TestNetwork.GWAT_GENESIS, 0L, 0, 0));
      case LinkRequest.SyncSlotInfo _, LinkRequest.ValidateSpines _ ->
          new LinkResponse.Verdict(true);
      case LinkRequest.HeadSyncReady _ -> new LinkResponse.Done();
      case LinkRequest.HeadSync(List<ConsensusInfo> entries, _) -> {
        entries.forEach(this::apply);
        yield new LinkResponse.Done();
      }
      case LinkRequest.Sync _ -> new LinkResponse.Synced(0);
      case LinkRequest.Finalize(List<Hash32> spines, _) -> {
        last = spines.isEmpty() ? last : spines.getLast();
        yield new LinkResponse.Done();
      }
      case LinkRequest.GetCandidates _ -> new LinkResponse.Candidates(List.of());
      case LinkRequest.ReadCoordinatedState() ->
          new LinkResponse.Coordinated(
              new CoordinatedState(
                  Stage.WORKING, 0L, TestNetwork.GWAT_GENESIS, lastSlot, last, 0, last, 0, 0));
      case LinkRequest.ReadSyncStatus() ->
          new LinkResponse.Refused(LinkError.ofMessage(Reason.NO_SUCH_METHOD, "not in this test"));
    };
  }

  private void apply(ConsensusInfo info) {
    lastSlot = info.slot();
    if (!info.finalizing().isEmpty()) {
      last = info.finalizing().getLast();
    }
  }
}
