/// The stage machine of the coordinator, pure (pair-sync.md 4, 6 and 8).
@NullMarked
package tandem.beaconstages;

import org.jspecify.annotations.NullMarked;
