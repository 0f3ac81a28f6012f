/** What Pekko Persistence calls: thin data access objects over the store, and their wiring. */
@NullMarked
package dev.holdfast.persistence.pekko;

import org.jspecify.annotations.NullMarked;
