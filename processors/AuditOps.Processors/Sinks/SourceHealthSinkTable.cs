using AuditOps.Kafka;
using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>health.v1 into its table. The newest word of a reporter replaces its earlier ones, so a record that is sent twice changes nothing.</summary>
internal sealed class SourceHealthSinkTable(ISchemaSource schemas) : SinkTable
{
    public override string Name => "source-health";
    public override string Topic => TopicNames.Health;
    public override string Group => ConsumerGroups.SinkHealth;
    public override string Table => SourceHealthRowWriter.Table;
    public override string Columns => SourceHealthRowWriter.Columns;
    public override bool CountsLetters => false;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        SourceHealthRowWriter.Write(Codecs.SourceHealth.Decode(record.Value, schemas), rows);
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
