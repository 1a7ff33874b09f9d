/// The stage machine of gwat, pure (pair-sync.md 4, 5 and 8).
@NullMarked
package tandem.gwatstages;

import org.jspecify.annotations.NullMarked;
