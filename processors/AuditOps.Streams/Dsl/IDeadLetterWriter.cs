using System.Buffers;

namespace AuditOps.Streams;

/// <summary>Turns a failed record into the value of the dead-letter topic. Deterministic, so that a repeat writes the same letter; the original key and headers go along.</summary>
public interface IDeadLetterWriter
{
    void Write(FailedRecord failed, IBufferWriter<byte> output);
}
