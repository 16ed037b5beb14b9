/** Tests of the HTTP interface over a real server and the state of a topology that has really run. */
@NullMarked
package io.trialstream.app.http;

import org.jspecify.annotations.NullMarked;
