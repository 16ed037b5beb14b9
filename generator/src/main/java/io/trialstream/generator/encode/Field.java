package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/**
 * A member of an event's context or properties in both encodings, made once: its name, and what of its value is always
 * the same. The value is {@code head + variable + tail}; a variable is ASCII that JSON need not escape.
 */
final class Field {
    private final byte[] jsonHead;
    private final byte[] jsonTail;
    private final byte[] avroName;
    private final byte[] avroHead;
    private final byte[] avroTail;

    /** The whole member where nothing varies: most are such, and one copy is cheaper than three. */
    private final byte[] jsonConstant;

    private final byte[] avroConstant;

    private Field(String name, String head, String tail, boolean jsonValue) {
        String quote = jsonValue ? "" : "\"";
        jsonHead = escaped(quoted(name) + ":" + quote + (jsonValue ? head : escape(head)));
        jsonTail = escaped((jsonValue ? tail : escape(tail)) + quote);
        avroName = avroString(name);
        avroHead = head.getBytes(UTF_8);
        avroTail = tail.getBytes(UTF_8);
        jsonConstant = joined(jsonHead, jsonTail);
        avroConstant = joined(avroName, avroString(head + tail));
    }

    /** A member that is always the same text. */
    static Field constant(String name, String value) {
        return new Field(name, value, "", false);
    }

    /** A member whose text varies between head and tail. */
    static Field text(String name, String head, String tail) {
        return new Field(name, head, tail, false);
    }

    /** A member that is a JSON object or array, which the contract carries as such in JSON and as its text in Avro. */
    static Field json(String name, String head, String tail) {
        return new Field(name, head, tail, true);
    }

    void json(Out out, Out variable) {
        if (variable.length() == 0) {
            out.put(jsonConstant);
            return;
        }
        out.put(jsonHead);
        out.put(variable.array(), 0, variable.length());
        out.put(jsonTail);
    }

    void avro(Out out, Out variable) {
        if (variable.length() == 0) {
            out.put(avroConstant);
            return;
        }
        out.put(avroName);
        out.varint(avroHead.length + variable.length() + avroTail.length);
        out.put(avroHead);
        out.put(variable.array(), 0, variable.length());
        out.put(avroTail);
    }

    /** Length and UTF-8. */
    static byte[] avroString(String text) {
        Out out = new Out(text.length() + 8);
        byte[] utf8 = text.getBytes(UTF_8);
        out.varint(utf8.length);
        out.put(utf8);
        return out.toBytes();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String quoted(String text) {
        return "\"" + escape(text) + "\"";
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** Text within the string that holds the context or the properties. */
    private static byte[] escaped(String json) {
        return escape(json).getBytes(UTF_8);
    }
}
