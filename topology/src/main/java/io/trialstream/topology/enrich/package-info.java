/** What a user agent, a page and a zone say about an event. */
@NullMarked
package io.trialstream.topology.enrich;

import org.jspecify.annotations.NullMarked;
