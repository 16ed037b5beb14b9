/** What every Kafka client of the application has in common. */
@NullMarked
package io.trialstream.app.kafka;

import org.jspecify.annotations.NullMarked;
