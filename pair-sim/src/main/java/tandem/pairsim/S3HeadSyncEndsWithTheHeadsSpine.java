package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.List;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.primitives.Hash32;

/// S3: after a completed head sync gwat's last finalised block is the last spine that the
/// coordinator has named. Data that name none say nothing here.
final class S3HeadSyncEndsWithTheHeadsSpine implements Invariant {
  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    if (step.event()
            instanceof
            NodeEvent.LinkCalled(
                CallId call,
                LinkRequest.HeadSync(List<ConsensusInfo> entries, boolean isFinal))
        && isFinal
        && step.effects().contains(new NodeEffect.Answer(call, new LinkResponse.Done()))) {
      List<Hash32> named = entries.stream().flatMap(entry -> entry.finalizing().stream()).toList();
      Hash32 last = half.machine().reads().lastFinalized().hash();
      require(
          named.isEmpty() || named.getLast().equals(last),
          "S3",
          half,
          "completed head sync with " + last.brief() + " instead of the head's last spine");
    }
  }
}
