package io.trialstream.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The parts a platform is made of. */
final class Parts {
    private Parts() {}

    /**
     * Those that are wanted, each after what it needs.
     *
     * @param controllerPorts of the brokers, filled in before any is prepared
     * @param addresses of other parts by endpoint key, known before a part that needs them is prepared
     */
    static List<Part> wanted(
            PlatformOptions options, Map<Integer, Integer> controllerPorts, Function<String, String> addresses) {
        List<Part> parts = new ArrayList<>();
        for (int id = 1; options.wants(PartKind.BROKER) && id <= options.brokers(); id++) {
            parts.add(new BrokerPart(id, options, controllerPorts));
        }
        if (options.wants(PartKind.REGISTRY)) {
            parts.add(new RegistryPart(options));
        }
        if (options.wants(PartKind.S3)) {
            parts.add(new S3Part(options));
        }
        if (options.wants(PartKind.CONNECT)) {
            parts.add(new ConnectPart(options, parts.stream().map(Part::name).toList(), addresses));
        }
        return parts;
    }

    /** The part of a recorded process, to be asked, not to be launched. */
    static Part recorded(ProcessRecord record, PlatformOptions options) {
        return switch (record.name()) {
            case RegistryPart.NAME -> new RegistryPart(options);
            case S3Part.NAME -> new S3Part(options);
            case ConnectPart.NAME ->
                new ConnectPart(options, List.of(), key -> {
                    throw new IllegalStateException("asked for the address of " + key + " without launching anything");
                });
            default -> new BrokerPart(BrokerPart.id(record.name()), options, new TreeMap<>());
        };
    }
}
