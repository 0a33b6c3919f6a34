using AuditOps.Kafka;
using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>completeness.v1 into its table. A row is known by its place on the topic, so a count that is sent twice counts once; nothing counts the counts.</summary>
internal sealed class CompletenessSinkTable(ISchemaSource schemas, CompletenessRowWriter writer) : SinkTable
{
    public override string Name => "completeness";
    public override string Topic => TopicNames.Completeness;
    public override string Group => ConsumerGroups.SinkCompleteness;
    public override string Table => CompletenessRowWriter.Table;
    public override string Columns => CompletenessRowWriter.Columns;
    public override bool CountsLetters => false;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        writer.Write(Codecs.CompletenessCount.Decode(record.Value, schemas), new RowOrigin(epoch, record.Partition.Partition.Value, record.Offset), rows);
        return null;
    }

    public override DeadLetter LetterFor(in RefusedRecord refused, DateTimeOffset now)
    {
        var record = refused.Record;
        var letter = DeadLetterFactory.Create(
            SinkStage.Name, refused.Code, refused.Reason, record.Partition.Topic, record.Partition.Partition.Value, record.Offset, record.Key, record.Value, "", null, now);
        return letter with { CollectedAt = record.At };
    }
}
