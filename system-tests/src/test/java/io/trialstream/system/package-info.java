/** The real processes together. */
package io.trialstream.system;
