package io.trialstream.topology.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class MetricSumsTest {
    @Test
    void squaresMayLeave64Bits() {
        long amount = 3_000_000_000_000L;
        MetricSums sums = new MetricSums();
        for (int unit = 0; unit < 1_000; unit++) {
            sums.add(MetricSums.ofUnit(amount, 1), 1);
        }
        assertThat(sums.sumMM()).isEqualTo(new BigInteger("9000000000000000000000000000"));
        assertThat(sums.sumMD()).isEqualTo(new BigInteger("3000000000000000"));
        assertThat(reread(sums).sumMM()).isEqualTo(sums.sumMM());
        for (int unit = 0; unit < 1_000; unit++) {
            sums.add(MetricSums.ofUnit(amount, 1), -1);
        }
        assertThat(sums.isZero()).isTrue();
    }

    @Test
    void aNegativeAmountIsNoPositiveUnit() {
        MetricSums sums = MetricSums.ofUnit(-5, 2);
        assertThat(sums.positiveUnits()).isZero();
        assertThat(sums.sumMM()).isEqualTo(BigInteger.valueOf(25));
        assertThat(sums.sumMD()).isEqualTo(BigInteger.valueOf(-10));
        assertThat(reread(sums).sumMD()).isEqualTo(sums.sumMD());
    }

    private static MetricSums reread(MetricSums sums) {
        ByteWriter out = new ByteWriter();
        sums.write(out);
        return MetricSums.read(new ByteReader(out.toBytes()));
    }
}
