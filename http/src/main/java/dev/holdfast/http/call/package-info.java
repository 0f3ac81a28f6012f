/**
 * Calls to the outside: which addresses they may reach, how many run at once, and one attempt at a
 * time over Apache HttpClient. Secrets are put in here and nowhere else.
 */
@NullMarked
package dev.holdfast.http.call;

import org.jspecify.annotations.NullMarked;
