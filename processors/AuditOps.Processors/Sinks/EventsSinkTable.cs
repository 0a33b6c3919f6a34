using System.Text;
using AuditOps.Kafka;
using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Processors.Sinks;

/// <summary>enriched.v1 into the events table.</summary>
internal sealed class EventsSinkTable(ISchemaSource schemas, EventRowWriter writer) : SinkTable
{
    public override string Name => "events";
    public override string Topic => TopicNames.Enriched;
    public override string Group => ConsumerGroups.SinkEvents;
    public override string Table => EventRowWriter.Table;
    public override string Columns => EventRowWriter.Columns;

    public override bool NamesLosses => true;

    public override SinkCountKey? WriteRows(in SinkRecord record, long epoch, RowBinaryWriter rows)
    {
        var value = Codecs.AuditEvent.Decode(record.Value, schemas);
        writer.Write(value, new RowOrigin(epoch, record.Partition.Partition.Value, record.Offset), rows);
        return SinkCountKey.Of(value.Tenant, value.Source, value.CollectedAt);
    }

    public override DeadLetter LetterFor(in RefusedRecord refused, DateTimeOffset now)
    {
        var record = refused.Record;
        var run = record.Headers is not null && record.Headers.TryGetLastBytes(DeadLetterFactory.RunHeader, out var header) ? Encoding.UTF8.GetString(header) : "";
        var value = TryDecode(record.Value);
        var letter = DeadLetterFactory.Create(
            SinkStage.Name, refused.Code, refused.Reason, record.Partition.Topic, record.Partition.Partition.Value, record.Offset,
            record.Key, value?.Raw ?? record.Value, value?.Run ?? run, value?.Source, now);
        return letter with { CollectedAt = value?.CollectedAt ?? record.At };
    }

    private AuditEvent? TryDecode(byte[]? value)
    {
        try
        {
            return Codecs.AuditEvent.Decode(value, schemas);
        }
        catch (AvroException)
        {
            // The reason for the letter may be this very failure; the letter then carries the bytes as they are.
            return null;
        }
    }
}
