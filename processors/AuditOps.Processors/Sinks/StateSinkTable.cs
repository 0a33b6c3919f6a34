using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Sinks;

/// <summary>A sink of facts that AuditOps made itself: a row is known by the fact's own key and revision, and nothing counts them.</summary>
internal abstract class StateSinkTable : SinkTable
{
    public override bool CountsLetters => false;

    public override DeadLetter LetterFor(in RefusedRecord refused, DateTimeOffset now)
    {
        var record = refused.Record;
        var letter = DeadLetterFactory.Create(
            SinkStage.Name, refused.Code, refused.Reason, record.Partition.Topic, record.Partition.Partition.Value, record.Offset, record.Key, record.Value, "", null, now);
        return letter with { CollectedAt = record.At };
    }
}
