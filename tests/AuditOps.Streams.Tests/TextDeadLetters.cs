using System.Buffers;
using System.Text;

namespace AuditOps.Streams.Tests;

/// <summary>Writes a dead letter as one line: where, what, why.</summary>
internal sealed class TextDeadLetters : IDeadLetterWriter
{
    public void Write(FailedRecord failed, IBufferWriter<byte> output)
    {
        var record = failed.Record;
        Encoding.UTF8.GetBytes($"{record.Topic}/{record.Partition}@{record.Offset} {failed.Step} {failed.Failure} {Encoding.UTF8.GetString(failed.Value.Span)}", output);
    }
}
