package io.trialstream.app.load;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One row of a file, as it came.
 *
 * @param line number of its first line, from 1
 * @param bytes the row without its line end
 * @param lineEnd the bytes that ended it: {@code \n}, {@code \r\n}, or none at the end of the file
 */
record Row(long line, byte[] bytes, byte[] lineEnd) {

    /** The row as text. @throws RejectedRowException where it is no UTF-8 */
    String text() throws RejectedRowException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RejectedRowException(
                    RejectedRowException.Reason.NOT_UTF_8, "expected UTF-8, found other bytes: " + e.getMessage());
        }
    }

    boolean blank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
