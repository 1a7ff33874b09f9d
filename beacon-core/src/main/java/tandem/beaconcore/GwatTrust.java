package tandem.beaconcore;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.forkchoice.BlockFacts;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.primitives.Hash32;

/// For which block a vote may be cast: the head if its candidates are empty or gwat accepts them,
/// else the nearest ancestor for which that holds (beacon-rules.md 6). What is justified needs no
/// question.
///
/// A yes is remembered. A no holds for the slot in which it was said, since gwat may only have
/// lacked a block that was still on its way.
final class GwatTrust {
  private static final long CALL_MS = 500;
  private static final long GRACE_MS = 200;
  private static final long RETRY_MS = 250;
  private static final long SAY_AGAIN_MS = 60_000;
  private static final int REMEMBERED = 1024;

  private final Context context;
  private final ChainView chain;
  private final DutyHost host;
  private final RecentSet<Hash32> accepted = new RecentSet<>(REMEMBERED);
  private final Set<Hash32> refused = new HashSet<>();
  private @Nullable CallId asked;
  private Hash32 askedFor = Hash32.ZERO;
  private long giveUpMs;
  private long retryAtMs;
  private long sayAgainMs;

  GwatTrust(Context context, ChainView chain, DutyHost host) {
    this.context = context;
    this.chain = chain;
    this.host = host;
  }

  /// Time has passed: what was refused may be asked again.
  void begin() {
    refused.clear();
    retryAtMs = 0;
  }

  /// The stage has changed: what was asked is not waited for.
  void stop() {
    asked = null;
  }

  /// The candidates of this block are gwat's own.
  void accept(Hash32 root) {
    accepted.add(root);
  }

  /// The block to vote for, or null if it is not known yet; then gwat has been asked, or is asked
  /// again at a later call.
  ///
  /// @param isEarly whether there is time to wait for the head instead of going to an ancestor
  @Nullable Hash32 voteFor(boolean isEarly) {
    if (asked != null) {
      if (context.nowMs < giveUpMs) {
        return null;
      }
      asked = null;
      away("gave no answer");
    }
    Hash32 root = chain.headRoot();
    for (BlockFacts block = chain.block(root); block != null; block = chain.block(root)) {
      if (root.equals(chain.justified().root()) || accepted.contains(root)) {
        return root;
      }
      if (refused.contains(root)) {
        if (isEarly) {
          return null;
        }
      } else {
        SignedBeaconBlock signed = chain.signedBlock(root);
        if (signed == null || signed.message().body().spineCandidates().isEmpty()) {
          return root;
        }
        if (context.nowMs >= retryAtMs) {
          askedFor = root;
          giveUpMs = context.nowMs + CALL_MS + GRACE_MS;
          asked =
              context.call(
                  new LinkRequest.ValidateSpines(signed.message().body().spineCandidates()),
                  CALL_MS);
        }
        return null;
      }
      root = block.parentRoot();
    }
    sayNoVotes("accepts no candidates of any block since the justified one");
    return null;
  }

  /// @return whether the call was one of these
  boolean ended(CallId call, LinkOutcome outcome) {
    if (!call.equals(asked)) {
      return false;
    }
    asked = null;
    switch (outcome) {
      case LinkOutcome.Answered(LinkResponse.Verdict(boolean holds)) -> {
        if (holds) {
          accepted.add(askedFor);
        } else {
          refused.add(askedFor);
        }
      }
      case LinkOutcome.Answered(LinkResponse.Refused(LinkError error)) -> {
        if (isAboutSpines(error.reason())) {
          refused.add(askedFor);
        } else {
          refused(error);
          away("answered " + error.brief());
        }
      }
      case LinkOutcome.Answered(LinkResponse other) -> away("answered " + other);
      case LinkOutcome.TimedOut() -> away("gave no answer");
      case LinkOutcome.Down(String fault) -> away("cannot be reached: " + fault);
    }
    return true;
  }

  /// gwat refused a call that a duty made.
  void refused(LinkError error) {
    if (error.reason() == Reason.SYNCHRONIZATION) {
      host.gwatLeftWorking();
    }
  }

  /// Whether an original gwat says by this error that it does not accept the spines.
  private static boolean isAboutSpines(Reason reason) {
    return switch (reason) {
      case UNKNOWN_SPINE, INVALID_BLOCK, NOT_A_SEQUENCE, CREATORS_UNKNOWN, BELOW_FLOOR -> true;
      case SYNCHRONIZATION,
          PROCEDURE_LOCKED,
          BUSY,
          NOT_READY,
          BAD_PARAMS,
          CHECKPOINT_NOT_FINALIZED,
          CHECKPOINT_BAD_NUMBER,
          CHECKPOINT_STATE_NOT_FOUND,
          DISK_FULL,
          STARTING,
          INTERNAL,
          NO_SUCH_METHOD,
          INVALID_ARGUMENTS,
          OTHER ->
          false;
    };
  }

  private void away(String why) {
    retryAtMs = context.nowMs + RETRY_MS;
    sayNoVotes(why);
  }

  /// At most once a minute.
  private void sayNoVotes(String why) {
    if (context.nowMs >= sayAgainMs) {
      sayAgainMs = context.nowMs + SAY_AGAIN_MS;
      context.note("no attestations for now: gwat " + why);
    }
  }
}
