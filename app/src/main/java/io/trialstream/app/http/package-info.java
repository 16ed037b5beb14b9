/** The HTTP interface: read-only, JSON, errors as RFC 9457 problems, never an empty answer for "not now". */
@NullMarked
package io.trialstream.app.http;

import org.jspecify.annotations.NullMarked;
