package tandem.beaconapi;

import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters behind the question mark. What is not understood is refused: to pass over a wrong
/// filter would be to answer another question.
final class Query {
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
  private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]");
  private static final Pattern SLOT = Pattern.compile("[0-9]{1,18}");

  private Query() {}

  /// @throws ApiException if the query cannot be read at all
  static void requireReadable(Context context) throws ApiException {
    String query = context.queryString();
    if (query != null && BAD_ESCAPE.matcher(query).find()) {
      throw new ApiException(400, "a percent sign in the query is not followed by two digits");
    }
  }

  /// Null if it is not asked for.
  static @Nullable Long slot(Context context) throws ApiException {
    String slot = single(context, "slot");
    if (slot == null) {
      return null;
    }
    if (!SLOT.matcher(slot).matches()) {
      throw new ApiException(400, "slot is no number");
    }
    return Long.valueOf(slot);
  }

  /// The HTTP status wanted while syncing, or `otherwise`.
  static int syncingStatus(Context context, int otherwise) throws ApiException {
    String wish = single(context, "syncing_status");
    if (wish == null) {
      return otherwise;
    }
    if (!STATUS.matcher(wish).matches()) {
      throw new ApiException(400, "syncing_status is an HTTP status");
    }
    return Integer.parseInt(wish);
  }

  /// Whether `value` is among those that the parameter lists, or it lists none.
  ///
  /// @param known what it can list
  static boolean covers(Context context, String name, Set<String> known, String value)
      throws ApiException {
    List<String> wanted = context.queryParams(name);
    if (!known.containsAll(wanted)) {
      throw new ApiException(400, name + " is one of " + known.stream().sorted().toList());
    }
    return wanted.isEmpty() || wanted.contains(value);
  }

  private static @Nullable String single(Context context, String name) throws ApiException {
    List<String> values = context.queryParams(name);
    if (values.size() > 1) {
      throw new ApiException(400, name + " is given more than once");
    }
    return values.isEmpty() ? null : values.getFirst();
  }
}
