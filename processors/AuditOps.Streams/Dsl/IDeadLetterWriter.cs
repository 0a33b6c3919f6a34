using System.Buffers;

namespace AuditOps.Streams;

/// <summary>
/// Turns a failed record into the value of the dead-letter topic; the original key and headers go along. A record may be written again after a crash:
/// whatever identifies the letter must follow from the record's coordinates alone.
/// </summary>
public interface IDeadLetterWriter
{
    void Write(FailedRecord failed, IBufferWriter<byte> output);
}
