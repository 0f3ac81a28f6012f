/** Who a caller is and what it may reach: tokens, sign-in, hosts, origins, client addresses. */
@NullMarked
package dev.holdfast.http.auth;

import org.jspecify.annotations.NullMarked;
