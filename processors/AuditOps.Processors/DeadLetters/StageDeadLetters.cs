using System.Buffers;
using System.Text;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.DeadLetters;

/// <summary>Dead letters of a topology behind Ingest: the record's own bytes under the name of the stage.</summary>
/// <param name="stage">Name of the topology.</param>
/// <param name="time">Clock of the letters.</param>
internal sealed class StageDeadLetters(string stage, TimeProvider time) : IDeadLetterWriter
{
    public void Write(FailedRecord failed, IBufferWriter<byte> output)
    {
        var record = failed.Record;
        var run = record.TryGetHeader(DeadLetterFactory.RunHeader, out var header) ? Encoding.UTF8.GetString(header.Span) : "";
        var code = Enum.TryParse<DeadLetterCode>(failed.Failure, out var known) ? known : DeadLetterCode.Unspecified;
        var letter = DeadLetterFactory.Create(
            stage, code, failed.Reason, record.Topic, record.Partition, record.Offset, record.Key.Span, failed.Value, run, null, time.GetUtcNow());
        Codecs.DeadLetter.EncodeTo(letter, output);
    }
}
