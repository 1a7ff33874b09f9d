package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// An expected no of gwat. All but reason and message are ours and absent from an original gwat.
///
/// @param message begins with the reason's text, unless the reason is `OTHER`; at most
///   [#MESSAGE_MAX] characters
/// @param stage of gwat when it refused
/// @param slot of the entry that could not be applied
/// @param spine that is unknown or wrong
/// @param lastAppliedSlot last slot of the data that is applied
/// @param retryAfterMs when asking again can help
public record LinkError(
    Reason reason,
    String message,
    @Nullable Stage stage,
    @Nullable Long slot,
    @Nullable Hash32 spine,
    @Nullable Long lastAppliedSlot,
    @Nullable Long retryAfterMs) {
  public static final int MESSAGE_MAX = 1024;

  public LinkError {
    if (message.length() > MESSAGE_MAX) {
      message = message.substring(0, MESSAGE_MAX);
    }
  }

  /// A refusal that depends on the stage alone.
  public static LinkError of(Reason reason, Stage stage, long retryAfterMs) {
    return new LinkError(reason, reason.text(), stage, null, null, null, retryAfterMs);
  }

  /// What is known of an original gwat's refusal.
  public static LinkError ofMessage(Reason reason, String message) {
    return new LinkError(reason, message, null, null, null, null, null);
  }

  /// One sentence for logs.
  public String brief() {
    return message
        + (spine == null ? "" : " " + spine.brief())
        + (slot == null ? "" : " at slot " + slot)
        + (stage == null ? "" : " (gwat is in " + stage + ")");
  }
}
